import { expect, it } from "vitest";
import { sourceTypes } from "./catalog.ts";

it("names each type of sender once, in kebab case", () => {
  expect(new Set(sourceTypes).size).toBe(24);
  expect(sourceTypes.filter((type) => !/^[a-z]+(?:-[a-z]+)*$/.test(type))).toEqual([]);
});
