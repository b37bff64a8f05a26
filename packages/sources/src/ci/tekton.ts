import type { CiSource } from "../source.ts";

/**
 * Tekton. Its containers have no variables of a run: a task is handed what it needs, and asked for by `--provider` alone.
 *
 * @see https://tekton.dev/docs/pipelines/variables/
 */
export const tekton: CiSource = {
  id: "tekton",
  fields: {},
  read: () => ({}),
};
