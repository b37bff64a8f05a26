import type { CiTexts } from "../source.ts";
import { texts as github } from "./github.texts.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Forgejo Actions", en: "Forgejo Actions" },
  statusOptions: github.statusOptions,
};
