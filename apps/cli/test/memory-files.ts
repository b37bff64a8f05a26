import type { Files } from "../src/context.ts";

/** Files in memory, by path; `texts` is what they hold now. */
export function createMemoryFiles(
  initial: Readonly<Record<string, string>>,
): Files & { readonly texts: Record<string, string> } {
  const texts: Record<string, string> = { ...initial };
  const locks = new Set<string>();
  return {
    texts,
    read: async (path) => texts[path],
    readAtOnce: (path, maxBytes) => (Buffer.byteLength(texts[path] ?? "") <= maxBytes ? texts[path] : undefined),
    exists: async (path) => Object.keys(texts).some((known) => known === path || known.startsWith(`${path}/`)),
    isFile: async (path) => Object.hasOwn(texts, path),
    replace: async (path, text) => {
      texts[path] = text;
    },
    lock: async (path) => {
      if (locks.has(path)) return undefined;
      locks.add(path);
      return async () => void locks.delete(path);
    },
  };
}
