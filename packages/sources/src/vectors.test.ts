// Signatures that other projects published: third-party data, read where the folder is.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { receive } from "./receive.ts";
import type { WebhookSource } from "./source.ts";
import { sourceOf } from "./webhooks/read-sample.fixture.ts";

interface Vector {
  readonly scheme: string;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bodyText?: string;
}

const folder = process.env["DINGPIPE_CORPUS"] ?? new URL("../../../../shared/payloads", import.meta.url).pathname;
const path = join(folder, "signatures", "vectors.json");

if (!existsSync(path)) {
  it("finds no published signatures here: set DINGPIPE_CORPUS to a folder of payloads", () =>
    expect(existsSync(path)).toBe(false));
} else {
  const vectors = (JSON.parse(readFileSync(path, "utf8")) as readonly Vector[]).map((vector, index) => ({
    ...vector,
    index,
  }));

  describe("a published signature", () => {
    it.for(vectors)(
      "$index of $scheme is accepted, and no other byte",
      async ({ scheme, secret, headers, body, bodyText }) => {
        const source = await sourceOf(scheme.split(" ")[0] ?? "");
        const bytes = bodyText === undefined ? readFileSync(join(folder, body ?? "")) : Buffer.from(bodyText);
        const now = timeOf(headers);
        const door = { secret: [secret] };
        const reason = async (sent: Uint8Array, changed: Readonly<Record<string, string>> = headers) => {
          const request = new Request("https://g.example/h", {
            method: "POST",
            headers: { ...eventOf(source), ...changed },
            body: new Uint8Array(sent),
          });
          const received = await receive(source, request, { door, now });
          // What a vector signs need be nobody's payload, nor JSON at all.
          return received.verdict === "refused" && received.reason.startsWith("signature_")
            ? received.reason
            : "verified";
        };
        expect(await reason(bytes)).toBe("verified");
        const signature = source.verification.secret?.header ?? "";
        const name = Object.keys(headers).find((header) => header.toLowerCase() === signature) ?? "";
        const right = headers[name] ?? "";
        for (let index = 0; index < right.length; index += 1) {
          const other = right[index] === "a" ? "b" : "a";
          const changed = right.slice(0, index) + other + right.slice(index + 1);
          expect(await reason(bytes, { ...headers, [name]: changed })).toMatch(/^signature_(?:wrong|malformed)$/);
        }
        if (source.verification.secret?.leavesBodyOpen === true) return;
        const altered = Uint8Array.from(bytes);
        altered[0] = (altered[0] ?? 0) ^ 1;
        expect(await reason(altered)).toBe("signature_wrong");
      },
    );
  });
}

function eventOf({ eventHeader }: WebhookSource): Readonly<Record<string, string>> {
  return eventHeader === undefined ? {} : { [eventHeader]: "push" };
}

/** Two of them are years old: the clock is theirs. */
function timeOf(headers: Readonly<Record<string, string>>): number {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (lower["x-gitee-timestamp"] !== undefined) return Number(lower["x-gitee-timestamp"]);
  return lower["webhook-timestamp"] === undefined ? Date.UTC(2026, 10, 20) : Number(lower["webhook-timestamp"]) * 1_000;
}
