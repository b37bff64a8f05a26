import type { CiTexts } from "../source.ts";
import { texts as giteeGo } from "./gitee-go.texts.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Gitee 企业版流水线", en: "Gitee Enterprise pipeline" },
  statusOptions: giteeGo.statusOptions,
};
