// Made when it is first needed: it takes longer than all else that a short text needs.
let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as a person sees them, each with its place. */
export function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** The text with at most this many characters as a person sees them, the last one "…" where something was cut. */
export function truncate(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  let count = 0;
  let end = 0;
  for (const { index } of graphemesOf(text)) {
    count += 1;
    if (count === maxCharacters) end = index;
    if (count > maxCharacters) return `${text.slice(0, end)}…`;
  }
  return text;
}
