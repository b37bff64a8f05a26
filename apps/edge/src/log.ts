/** One line of the gateway's log. Fields hold names and numbers of ours, never what a request held. */
export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly [field: string]: string | number | boolean | undefined;
}

export type Log = (line: LogLine) => void;

/** A line for machines: JSON with the time first. */
export function jsonLine(line: LogLine, now: number): string {
  return JSON.stringify({ time: new Date(now).toISOString(), ...line });
}

/** A line for people. */
export function textLine({ level, event, ...fields }: LogLine, now: number): string {
  const time = new Date(now).toISOString();
  const rest = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${plain(value)}`,
  );
  return [time, level === "info" ? "" : level.toUpperCase(), event, ...rest].filter(Boolean).join(" ");
}

function plain(value: string | number | boolean): string {
  const text = String(value).replace(/[\p{Cc}\p{Cf}]/gu, "");
  return /[\s"=]/.test(text) ? JSON.stringify(text) : text;
}
