import * as fc from "fast-check";

/** What a field may hold that its sender never writes. */
const foreignValues: readonly unknown[] = [
  undefined,
  null,
  "",
  " ",
  0,
  -1,
  Number.POSITIVE_INFINITY,
  true,
  [],
  {},
  [null],
  "x".repeat(5_000),
  "javascript:alert(1)",
  "https://user:pass@example.com/x",
  "\ud800",
  "0001-01-01T00:00:00Z",
  "[a](https://x.example) ![b](https://y.example) <b> @all",
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}'),
];

type Path = readonly (string | number)[];

/** A body in which some parts are gone, are of another shape, or are copies of other parts. */
export function mutationsOf(body: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(body);
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...foreignValues) },
    { weight: 2, arbitrary: fc.constantFrom(...paths).map((path) => valueAt(body, path)) },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  );
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), value), { minLength: 1, maxLength: 6 })
    .map((changes) => changes.reduce((changed, [path, put]) => withValue(changed, path, put), body));
}

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, child]) =>
      pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, step) => (found as Readonly<Record<string | number, unknown>> | undefined)?.[step],
    value,
  );
}

// A path of the whole body may lead nowhere in what an earlier change left of it.
function withValue(value: unknown, [step, ...rest]: Path, put: unknown): unknown {
  if (step === undefined) return put;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? withValue(item, rest, put) : item));
  const fields = { ...(value as Record<string, unknown>) };
  fields[step] = withValue(fields[step], rest, put);
  return fields;
}
