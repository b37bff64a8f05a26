import { expect, it } from "vitest";
import { loadSource, sourceTypes } from "./catalog.ts";

it.for(sourceTypes)("loads %s by its type, in kebab case", async (type) => {
  expect(type).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  expect((await loadSource(type))?.id).toBe(type);
});

it.for(["", "nobody", "constructor", "__proto__"])("knows no type %j", async (type) => {
  expect(await loadSource(type)).toBeUndefined();
});
