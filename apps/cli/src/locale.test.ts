import { describe, expect, it } from "vitest";
import { localeOfText, messageLocale, parseLocale, wordsLocale } from "./locale.ts";

describe("parseLocale", () => {
  it.for([
    { word: "zh-CN", expected: "zh-CN" },
    { word: "zh_CN.UTF-8", expected: "zh-CN" },
    { word: "zh", expected: "zh-CN" },
    { word: "EN", expected: "en" },
    { word: "en_GB.UTF-8", expected: "en" },
    { word: "ru_RU.UTF-8", expected: "ru" },
    { word: "C.UTF-8", expected: undefined },
    { word: "POSIX", expected: undefined },
    { word: "english", expected: undefined },
    { word: "", expected: undefined },
    { word: undefined, expected: undefined },
  ])("$word is $expected", ({ word, expected }) => {
    expect(parseLocale(word)).toBe(expected);
  });
});

describe("localeOfText", () => {
  it.for([
    { text: "# x\nlocale: en\nrobots: {}", expected: "en" },
    { text: "robots: [\nlocale: 'ru' # broken above", expected: "ru" },
    { text: '{\n  "locale": "en"\n}', expected: "en" },
    { text: '{ "locale": "en" }', expected: "en" },
    { text: "rules:\n  - name: locale", expected: undefined },
  ])("of $text is $expected", ({ text, expected }) => {
    expect(localeOfText(text)).toBe(expected);
  });
});

describe("messageLocale", () => {
  it("prefers what was asked for, then the file", () => {
    expect(messageLocale("ru", "en")).toBe("ru");
    expect(messageLocale(undefined, "en")).toBe("en");
    expect(messageLocale(undefined, undefined)).toBe("zh-CN");
  });
});

describe("wordsLocale", () => {
  it.for([
    { name: "what was asked for", asked: "en", file: "zh-CN", env: { LANG: "zh_CN.UTF-8" }, expected: "en" },
    { name: "the file", asked: undefined, file: "en", env: { LANG: "zh_CN.UTF-8" }, expected: "en" },
    { name: "LANG", asked: undefined, file: undefined, env: { LANG: "en_US.UTF-8" }, expected: "en" },
    {
      name: "LC_ALL before LANG",
      asked: undefined,
      file: undefined,
      env: { LC_ALL: "en", LANG: "zh_CN" },
      expected: "en",
    },
    { name: "Russian, told in English", asked: "ru", file: undefined, env: {}, expected: "en" },
    { name: "a LANG that names none", asked: undefined, file: undefined, env: { LANG: "C.UTF-8" }, expected: "zh-CN" },
    { name: "nothing", asked: undefined, file: undefined, env: {}, expected: "zh-CN" },
  ] as const)("follows $name", ({ asked, file, env, expected }) => {
    expect(wordsLocale(asked, file, env)).toBe(expected);
  });
});
