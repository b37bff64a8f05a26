import { deviations } from "./deviations.ts";
import type { ComparedField } from "./golden.ts";
import type { CorpusResult } from "./read-corpus.ts";

/** A field in which the two readings differ. */
export interface Deviation extends ComparedField {
  readonly path: string;
  /** Why ours is right; absent where nobody argued it. */
  readonly argument?: string;
}

/** Where we read otherwise, and what can't be read at all. */
export function deviationsOf(results: readonly CorpusResult[]): {
  readonly argued: readonly Deviation[];
  readonly unargued: readonly Deviation[];
  readonly mistakes: readonly CorpusResult[];
  /** Deviations among all compared fields. */
  readonly share: number;
} {
  const compared = results.flatMap(({ path, fields }) => fields.map((field) => ({ path, ...field })));
  const found = compared
    .filter(({ expected, actual }) => expected !== actual)
    .map((deviation) => {
      const row = deviations.find(({ files, field }) => field === deviation.field && files.test(deviation.path));
      return row === undefined ? deviation : { ...deviation, argument: row.argument };
    });
  return {
    argued: found.filter((deviation) => "argument" in deviation),
    unargued: found.filter((deviation) => !("argument" in deviation)),
    mistakes: results.filter(({ mistake }) => mistake !== undefined),
    share: compared.length === 0 ? 0 : found.length / compared.length,
  };
}

/** The report as lines: a row for each sender, the reasons, each deviation with its argument. */
export function reportLines(results: readonly CorpusResult[]): readonly string[] {
  const senders = [...new Set(results.map(({ sender }) => sender))];
  const rows = senders.map((sender) => {
    const own = results.filter((result) => result.sender === sender);
    const payloads = own.filter(({ events, reason }) => events.length > 0 || reason !== undefined);
    const told = own.filter(({ events, reason }) => events.length > 0 && reason === undefined).length;
    const untold = own.filter(({ events, reason }) => events.length > 0 && reason !== undefined).length;
    const events = own.reduce((sum, result) => sum + result.events.length, 0);
    return [
      sender,
      own.length,
      events,
      told,
      untold,
      payloads.length - told - untold,
      own.filter(({ mistake }) => mistake).length,
    ];
  });
  const { argued, unargued, mistakes, share } = deviationsOf(results);
  const compared = results.reduce((sum, { fields }) => sum + fields.length, 0);
  return [
    ...table(["sender", "files", "Events", "told", "untold", "ignored or no payload", "mistakes"], rows),
    "",
    ...counted(results.map(({ sender, reason }) => (reason === undefined ? undefined : `${sender}: ${reason}`))),
    "",
    ...mistakes.map(({ path, mistake }) => `MISTAKE ${path}: ${mistake}`),
    ...argued.map((row) => `${row.path} ${row.field}: ${row.expected} | ${row.actual}: ${row.argument}`),
    ...unargued.map((row) => `UNARGUED ${row.path} ${row.field}: ${row.expected} | ${row.actual}`),
    `${results.length} files, ${mistakes.length} mistakes; ${compared} fields compared, ${argued.length + unargued.length} differ (${(100 * share).toFixed(2)} %), ${unargued.length} without an argument`,
  ];
}

function counted(texts: readonly (string | undefined)[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => `${String(count).padStart(4)}  ${text}`);
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}
