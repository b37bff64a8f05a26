import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openStage } from "../test/stage.ts";
import { openapi, operations } from "./openapi.ts";

describe("the OpenAPI description", () => {
  it("is what tools/write-openapi.ts makes", () => {
    const file = readFileSync(new URL("openapi.json", import.meta.url), "utf8");
    expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(openapi())));
  });

  it("has every route of the gateway, and no other", async () => {
    const { app } = await openStage();
    const routes = app.routes
      .filter(({ path }) => path !== "/*" && path !== "/openapi.json")
      .map(({ method, path }) => `${method === "ALL" ? "POST" : method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    const described = Object.entries(operations).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...new Set(routes)].sort()).toEqual(described.sort());
  });

  it("is served", async () => {
    const { app } = await openStage();
    expect(await (await app.request("/openapi.json")).json()).toMatchObject({ openapi: "3.1.0" });
  });
});
