import type { Context } from "hono";
import { Refusal } from "./refusal.ts";

const MAX_BYTES = 1_048_576;

/** The JSON of a request's body, read while it is no longer than 1 MiB. */
export async function jsonBody(c: Context): Promise<unknown> {
  const { headers, body } = c.req.raw;
  const type = (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  if (!/^application\/(?:[\w.-]+\+)?json$/.test(type) || !/^(?:identity)?$/.test(encoding))
    throw new Refusal("content_type");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let bytes = 0;
  try {
    for (const reader = body?.getReader(); reader !== undefined; ) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      if (bytes > MAX_BYTES) {
        await reader.cancel();
        break;
      }
      text += decoder.decode(value, { stream: true });
    }
    if (bytes <= MAX_BYTES) return JSON.parse(text + decoder.decode()) as unknown;
  } catch {
    throw new Refusal("body_invalid", { detail: "not_json" });
  }
  throw new Refusal("body_too_large");
}
