import { expect, it } from "vitest";
import { loadSource, loadSourceTexts, sourceTypes } from "./catalog.ts";

it.for(sourceTypes)("loads %s by its type, in kebab case", async (type) => {
  expect(type).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  expect((await loadSource(type))?.id).toBe(type);
});

it.for(sourceTypes)("has a name of %s and how it is set up, in both languages", async (type) => {
  const texts = await loadSourceTexts(type);
  expect(texts?.names.en).toMatch(/\S/);
  expect(texts?.names["zh-CN"]).toMatch(/\S/);
  expect(texts?.setup.en).toMatch(/\S/);
  expect(texts?.setup["zh-CN"]).toMatch(/\p{Script=Han}/u);
});

it.for(["", "nobody", "constructor", "__proto__"])("knows no type %j", async (type) => {
  expect(await loadSource(type)).toBeUndefined();
  expect(await loadSourceTexts(type)).toBeUndefined();
});
