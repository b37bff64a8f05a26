import { dirname, join, resolve } from "node:path";
import type { Context } from "./context.ts";

/** Which configuration file counts. */
export type Discovery =
  | { readonly kind: "found"; readonly path: string; readonly text: string }
  | { readonly kind: "none" }
  /** A file that was asked for by name is not there. */
  | { readonly kind: "missing"; readonly path: string; readonly askedBy: string }
  | { readonly kind: "unreadable"; readonly path: string }
  /** Several in one folder: which one is meant can't be told. */
  | { readonly kind: "ambiguous"; readonly paths: readonly string[] };

export const configNames = ["dingpipe.yaml", "dingpipe.yml", "dingpipe.json"] as const;

/**
 * Finds the file: the one asked for, else the one in this folder or in the nearest parent up to the repository's root. Where no
 * folder above holds `.git`, this folder alone is looked at: a parent of a repository is somebody else's.
 */
export async function discoverConfig(
  context: Context,
  asked: { readonly path: string; readonly by: string } | undefined,
): Promise<Discovery> {
  if (asked !== undefined) return readAsked(context, resolve(context.cwd, asked.path), asked.by);
  for (const folder of await foldersToSearch(context)) {
    const paths: string[] = [];
    for (const name of configNames) {
      if (await context.files.exists(join(folder, name))) paths.push(join(folder, name));
    }
    const [path] = paths;
    if (paths.length > 1) return { kind: "ambiguous", paths };
    // Whoever wrote what was checked out has no say in which other file of this machine is read.
    if (path !== undefined && !(await context.files.isFile(path))) return { kind: "unreadable", path };
    if (path !== undefined) return readAsked(context, path, "");
  }
  return { kind: "none" };
}

async function readAsked(context: Context, path: string, askedBy: string): Promise<Discovery> {
  try {
    const text = await context.files.read(path);
    return text === undefined ? { kind: "missing", path, askedBy } : { kind: "found", path, text };
  } catch {
    return { kind: "unreadable", path };
  }
}

async function foldersToSearch(context: Context): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = resolve(context.cwd); ; folder = dirname(folder)) {
    folders.push(folder);
    if (await context.files.exists(join(folder, ".git"))) return folders;
    if (dirname(folder) === folder) return [resolve(context.cwd)];
  }
}
