import type { CiSource } from "../source.ts";
import { cnbWords } from "../states.ts";
import { cnbFields } from "./cnb-fields.ts";
import { readFields } from "./fields.ts";

const fields = cnbFields({ prefix: "CNB", change: "PULL_REQUEST", failed: "error", shared: "cnb.cool" });

/**
 * CNB, Tencent's Cloud Native Build.
 *
 * @see https://docs.cnb.cool/zh/build/build-in-env.html
 */
export const cnb: CiSource = {
  id: "cnb",
  fields,
  read: (env, options) => readFields(cnbWords, fields, env, options),
};
