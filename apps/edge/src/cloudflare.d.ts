// What of Cloudflare's runtime the objects are made from. The full types of it replace Node's and the web's own globals, which the other
// files need.
declare module "cloudflare:workers" {
  import type { DurableObjectState } from "./durable-object.ts";

  export abstract class DurableObject<Env = unknown> {
    protected readonly ctx: DurableObjectState;
    protected readonly env: Env;
    constructor(ctx: DurableObjectState, env: Env);
  }
}
