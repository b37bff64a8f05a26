import type { CiTexts } from "../source.ts";
import { texts as github } from "./github.texts.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Gitea Actions", en: "Gitea Actions" },
  statusOptions: github.statusOptions,
};
