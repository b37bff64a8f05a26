// A test that prints, or that reaches for the network by itself, fails: fetch is handed in.
import { beforeAll } from "vitest";

beforeAll(() => {
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    console[method] = (...words: readonly unknown[]) => {
      throw new Error(`console.${method} was called in a test: ${words.map(String).join(" ")}`);
    };
  }
  globalThis.fetch = () => {
    throw new Error("the global fetch was called in a test: hand in the mock's, or undici's in an end-to-end test");
  };
});
