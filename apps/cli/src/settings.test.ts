import { describe, expect, it } from "vitest";
import { createSettings, splitList } from "./settings.ts";

describe("createSettings", () => {
  it("prefers the flag to the variable, and the variable to nothing", () => {
    const env = { DINGPIPE_STATUS: "FAIL", DINGPIPE_TITLE: "from env", DINGPIPE_STAGE: "  " };
    const { settings } = createSettings("notify", { status: "SUCC" }, env);
    expect(settings.text("status")).toBe("SUCC");
    expect(settings.placeOf("status")).toBe("--status");
    expect(settings.text("title")).toBe("from env");
    expect(settings.placeOf("title")).toBe("DINGPIPE_TITLE");
    expect(settings.text("stage")).toBeUndefined();
    expect(settings.given("stage")).toBe(false);
  });

  it("takes a blank flag for none where it may be blank", () => {
    const { settings } = createSettings("notify", { branch: "", commit: " ", task: "" }, { DINGPIPE_COMMIT: "abc" });
    expect([settings.given("branch"), settings.text("commit"), settings.text("task")]).toEqual([false, "abc", ""]);
    expect(createSettings("exec", { "state-file": "" }, {}).settings.given("state-file")).toBe(false);
  });

  it("splits lists by comma and by repetition", () => {
    const { settings } = createSettings("notify", { robot: ["ops, dev", "qa"] }, { DINGPIPE_ON: "broken,fixed" });
    expect(settings.list("robot")).toEqual(["ops", "dev", "qa"]);
    expect(settings.list("on")).toEqual(["broken", "fixed"]);
    expect(settings.list("content")).toEqual([]);
  });

  it("reads pairs from flags and from a variable's lines", () => {
    expect(createSettings("notify", { param: ["a=1=2", "b="] }, {}).settings.pairs("param")).toEqual([
      ["a", "1=2"],
      ["b", ""],
    ]);
    const env = { DINGPIPE_PARAM: "a=1, 2,b=3\nc=4" };
    expect(createSettings("notify", {}, env).settings.pairs("param")).toEqual([
      ["a", "1, 2"],
      ["b", "3"],
      ["c", "4"],
    ]);
  });

  it.for([
    { value: "1", expected: true },
    { value: "True", expected: true },
    { value: "no", expected: false },
    { value: "0", expected: false },
  ])("reads the flag $value as $expected", ({ value, expected }) => {
    const { settings, mistakes } = createSettings("notify", {}, { DINGPIPE_DRY_RUN: value });
    expect(settings.flag("dry-run")).toBe(expected);
    expect(mistakes).toEqual([]);
  });

  it.for([
    {
      name: "a word that is no choice",
      flags: { "fail-on": "all" },
      env: {},
      expected: { name: "fail-on", place: "--fail-on", value: "all", problem: "not_a_choice" },
    },
    {
      name: "a variable that is no flag",
      flags: {},
      env: { DINGPIPE_JSON: "maybe" },
      expected: { name: "json", place: "DINGPIPE_JSON", problem: "not_a_flag" },
    },
    {
      name: "a parameter without a name",
      flags: { param: ["=x"] },
      env: {},
      expected: { name: "param", problem: "not_a_pair" },
    },
    {
      name: "a parameter without a value",
      flags: { param: ["x"] },
      env: {},
      expected: { name: "param", problem: "not_a_pair" },
    },
  ] as const)("names $name", ({ flags, env, expected }) => {
    expect(createSettings("notify", flags, env).mistakes).toEqual([expect.objectContaining(expected)]);
  });

  it("takes no secret from a variable of ours, and no other command's options", () => {
    const { settings } = createSettings("send", {}, { DINGPIPE_WEBHOOK: "x", DINGPIPE_STATUS: "FAIL" });
    expect(settings.text("webhook")).toBeUndefined();
    expect(settings.text("status")).toBeUndefined();
  });
});

describe("splitList", () => {
  it("takes the Chinese comma too, and drops empty parts", () => {
    expect(splitList("a，b,, c ,")).toEqual(["a", "b", "c"]);
  });
});
