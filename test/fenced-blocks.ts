export interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page, in its order. */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));
}
