import leven from "leven";

// What others call it.
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["passed", "success"],
  ["ok", "success"],
  ["succeeded", "success"],
  ["failed", "failure"],
  ["started", "running"],
  ["recovered", "fixed"],
  ["pull_request", "change"],
  ["merge_request", "change"],
]);

/** The known word that means the same, or is most like this one: a third of its letters may differ. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const synonym = SYNONYMS.get(word.toLowerCase());
  if (synonym !== undefined && known.includes(synonym)) return synonym;
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const distance = leven(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= Math.max(1, Math.floor(candidate.length / 3)) && (best === undefined || distance < best.distance)) {
      best = { word: candidate, distance };
    }
  }
  return best?.word;
}
