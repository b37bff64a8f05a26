import type { CiSource } from "../source.ts";

/** Any machine that dingpipe does not know: everything comes from flags. */
export const generic: CiSource = {
  id: "generic",
  read: () => ({}),
};
