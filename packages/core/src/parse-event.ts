import * as z from "zod/mini";
import { DingpipeError } from "./error.ts";
import type { Event } from "./event.ts";
import { eventShapes, isComposite, isLeaf, type Shape } from "./event-shapes.ts";
import { issuesOf, say } from "./zod-issues.ts";

const text = z.string().check(z.maxLength(100_000, say("shorter_text")));
const leaves = {
  string: text,
  url: text,
  time: z.iso.datetime({ offset: true, error: say("instant") }),
  number: z.int().check(z.nonnegative(say("natural"))),
  boolean: z.boolean(),
};

const { pipeline, alert, change, deployment, artifact } = eventShapes;
const eventSchema = z.discriminatedUnion("kind", [
  objectOf(pipeline),
  objectOf(alert),
  objectOf(change),
  objectOf(deployment),
  objectOf(artifact),
]);

/** An Event from parsed JSON; fields that we don't know are dropped. Throws `event_invalid` with every mistake. */
export function parseEvent(value: unknown): Event {
  const parsed = eventSchema.safeParse(value);
  // `eventShapes` has the types of `Event`, or would not compile.
  if (parsed.success) return parsed.data as unknown as Event;
  throw new DingpipeError("event_invalid", { issues: issuesOf(parsed.error, value) });
}

/** The JSON Schema (2020-12) of an Event. */
export function eventJsonSchema(): object {
  return z.toJSONSchema(eventSchema, { io: "input" });
}

function schemaOf(shape: Shape): z.ZodMiniType {
  if (typeof shape === "string") return leaves[shape];
  if (isLeaf(shape)) return shape[1].length === 1 ? z.literal(shape[1][0] ?? "") : z.enum(shape[1]);
  if (!isComposite(shape)) return z.readonly(objectOf(shape));
  const [type, inner] = shape;
  return z.readonly(
    type === "list"
      ? z.array(schemaOf(inner)).check(z.maxLength(1_000, say("shorter_list")))
      : z.record(text, schemaOf(inner)),
  );
}

function objectOf(shape: { readonly [field: string]: Shape }) {
  return z.object(
    Object.fromEntries(
      Object.entries(shape).map(([field, inner]) =>
        field.endsWith("?") ? [field.slice(0, -1), z.exactOptional(schemaOf(inner))] : [field, schemaOf(inner)],
      ),
    ),
  );
}
