// What of Cloudflare's runtime the Worker uses. The full types of it replace Node's and the web's own globals, which the other files need.
declare module "cloudflare:workers" {
  export abstract class DurableObject<Env = unknown> {
    protected readonly ctx: DurableObjectState;
    protected readonly env: Env;
    constructor(ctx: DurableObjectState, env: Env);
  }
}

interface DurableObjectState {
  readonly storage: DurableObjectStorage;
  waitUntil(promise: Promise<unknown>): void;
}

interface DurableObjectStorage {
  readonly sql: {
    exec(
      query: string,
      ...values: readonly (string | number | null)[]
    ): {
      toArray(): Record<string, string | number | null | ArrayBuffer>[];
    };
  };
  transactionSync<Result>(run: () => Result): Result;
  getAlarm(): Promise<number | null>;
  setAlarm(instant: number): Promise<void>;
  deleteAlarm(): Promise<void>;
}

interface DurableObjectNamespace<Stub> {
  idFromName(name: string): DurableObjectId;
  get(id: DurableObjectId, options?: { readonly locationHint?: string }): Stub;
}

interface DurableObjectId {
  readonly name?: string;
}
