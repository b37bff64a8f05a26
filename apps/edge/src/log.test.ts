import { expect, it } from "vitest";
import { jsonLine, textLine } from "./log.ts";

const NOW = Date.UTC(2026, 10, 28, 15, 46, 22, 820);

it("a line for people has the date and says that its time is UTC", () => {
  expect(textLine({ level: "warn", event: "robot_paused", robot: "a b", reason: undefined, tries: 3 }, NOW)).toBe(
    '2026-11-28T15:46:22.820Z WARN robot_paused robot="a b" tries=3',
  );
});

it("no field begins a line of its own", () => {
  expect(textLine({ level: "info", event: "x", name: "a\nb\u202e" }, NOW)).toBe("2026-11-28T15:46:22.820Z x name=ab");
  expect(jsonLine({ level: "info", event: "x", name: "a\nb" }, NOW).split("\n")).toHaveLength(1);
});
