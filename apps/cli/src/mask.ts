import type { Context, Output } from "./context.ts";

const MASK = "***";
// Shorter values would mask words like "true" all over an output.
const MIN_SECRET_LENGTH = 6;
// As `paramsOf` in draft.ts of sources has them. PWD itself is a folder.
const SECRET_NAME =
  /SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|WEBHOOK|PRIVATE|COOKIE|AUTHORI[SZ]ATION|CONNECTION_?STRING|(?:KEY|_PWD|(?:^|_)(?:PASS|AUTH|DSN|AK|SK))(?:_|$)/i;
// Every repetition that something must follow is bounded: a line of an output can be long. A backslash ends a token, or a mask could
// take half of an escape of JSON.
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/(access_token(?:=|%3D))[^\s&"'\\…]+/gi, `$1${MASK}`],
  [/SEC(?=[A-Za-z]{0,64}\d)[A-Za-z0-9]{16,}/g, MASK],
  // What a text of instructions writes in a secret's place is none.
  [
    /([a-z][a-z0-9+.-]{0,20}:\/\/)(?!(?:user:password|用户名:密码)@)[^\s/@"'\\]{1,256}:[^\s/@"'\\]{0,2048}@/gi,
    `$1${MASK}@`,
  ],
  [
    /(\bauthorization[\\"']{0,4}\s{0,4}[:=]\s{0,4}[\\"']{0,4}(?:Bearer|Basic)\s{1,8})[A-Za-z0-9._~+/=-]{8,}/gi,
    `$1${MASK}`,
  ],
  // "Basic authentication" is English: without the header's name plain words stay.
  [
    /(\b(?:[Bb]earer|[Bb]asic|BEARER|BASIC)\s{1,8})(?![A-Za-z]?[a-z]{1,64}(?:[-/][a-z]{1,64}){0,8}[.]?(?![A-Za-z0-9._~+/=-]))[A-Za-z0-9._~+/=-]{8,}/g,
    `$1${MASK}`,
  ],
];
// What is percent-encoded before it is no part of it.
const HEX = /(?<=%[0-9a-f]{2}|(?<![0-9a-f%]|%[0-9a-f]))[0-9a-f]{32,}(?![0-9a-f])/gi;
// The lengths of a commit's sha.
const SHA_LENGTHS = [40, 64];

/** What is hidden in everything that the program says. It learns values as they are read. */
export interface Mask {
  /** From now on this value is hidden: as it is, percent-encoded, in base64, and what in it is a secret of its own (a URL's token). */
  remember(value: string): void;
  /** The values that it knows. */
  values(): readonly string[];
  /** Hides the values that it knows, and whatever has the shape of a secret; a commit's sha stays. */
  hide(text: string): string;
  /** Hides what is as long as a robot's token too, be it a sha: for words about a mistake, which quote what stood in the wrong place. */
  hideStrictly(text: string): string;
}

/** A mask that knows the robot that the environment names. */
export function createMask(env: Context["env"]): Mask {
  const known = new Set<string>();
  let forms: readonly string[] = [];
  const remember = (value: string) => {
    for (const part of partsOf(value)) known.add(part);
    forms = formsOf(known);
  };
  for (const name of ["DINGTALK_WEBHOOK", "DINGTALK_SECRET"]) remember(env[name] ?? "");
  const hide = (text: string) =>
    hideShapes(hideForms(text, forms)).replace(HEX, (run) => (SHA_LENGTHS.includes(run.length) ? run : MASK));
  return {
    remember,
    values: () => [...known],
    hide,
    hideStrictly: (text) => hide(text).replace(HEX, (run) => (run.length === 64 ? MASK : run)),
  };
}

/** Whether a variable's name says that its value is secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !name.toUpperCase().endsWith("_FILE");
}

/** The variables that a message may show: whoever writes its template need not be somebody who may see the others. */
export function withoutSecrets(env: Context["env"]): Context["env"] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSecretName(name)));
}

/** An output that shows nothing but what the mask leaves. Its stream, a command's own, is as it was. */
export function maskedOutput(output: Output, mask: Mask): Output {
  return {
    write: (text) => output.write(mask.hide(text)),
    // Looked at when they are asked for: that is what opens the stream.
    get isTerminal() {
      return output.isTerminal;
    },
    get columns() {
      return output.columns;
    },
    get stream() {
      return output.stream;
    },
  };
}

/**
 * A function that masks what a command's output may hold: the values of variables whose name says that they are secret, `more`
 * values, each in plain, percent-encoded and base64 form, robot tokens, signing secrets, and user info in URLs.
 */
export function createOutputMask(env: Context["env"], more: readonly string[] = []): (text: string) => string {
  const named = Object.entries(env).filter(([name]) => isSecretName(name));
  const forms = formsOf(new Set([...named.map(([, value]) => value ?? ""), ...more].flatMap(partsOf)));
  return (text) => hideShapes(hideForms(text, forms));
}

function hideForms(text: string, forms: readonly string[]): string {
  return forms.reduce((result, secret) => result.replaceAll(secret, MASK), text);
}

function hideShapes(text: string): string {
  return SECRET_SHAPES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** The value, its lines, the token of a URL, what stands behind SEC, the texts of a JSON secret: each could be shown alone. */
function partsOf(value: string): readonly string[] {
  const token = /[?&]access_token=([^\s&#]+)/i.exec(value)?.[1];
  const parts = [
    value,
    ...value.split(/[\r\n]+/),
    ...(token === undefined ? [] : [token, decoded(token)]),
    ...(/^SEC\w{16,}$/.test(value.trim()) ? [value.trim().slice(3)] : []),
    ...textsOfJson(value),
  ];
  return parts.map((part) => part.trim()).filter((part) => part.length >= MIN_SECRET_LENGTH);
}

function textsOfJson(value: string): readonly string[] {
  if (!value.trimStart().startsWith("{")) return [];
  try {
    const fields: unknown[] = Object.values(JSON.parse(value));
    return fields.filter((field) => typeof field === "string").flatMap(partsOf);
  } catch {
    return [];
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** All that is looked for, the longest first: a short value may be a part of a long one. */
function formsOf(values: ReadonlySet<string>): readonly string[] {
  const forms = [...values].flatMap((value) => {
    const base64 = Buffer.from(value, "utf8").toString("base64");
    return [value, encodeURIComponent(value.toWellFormed()), base64, base64.replace(/=+$/, "")];
  });
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}
