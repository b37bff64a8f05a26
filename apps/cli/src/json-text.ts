/** The value of a JSON text. Editors and shells of Windows put a byte order mark before it, which JSON itself has no place for. */
export function parseJsonText(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, ""));
}
