/** What the Worker uses of a Durable Object's own side. @see https://developers.cloudflare.com/durable-objects/api/ */
export interface DurableObjectState {
  readonly storage: DurableObjectStorage;
}

export interface DurableObjectStorage {
  readonly sql: {
    exec(
      query: string,
      ...values: readonly (string | number | null)[]
    ): { toArray(): Record<string, string | number | null | ArrayBuffer>[] };
  };
  transactionSync<Result>(run: () => Result): Result;
  getAlarm(): Promise<number | null>;
  setAlarm(instant: number): Promise<void>;
  deleteAlarm(): Promise<void>;
}

/** The binding of a class of Durable Objects. */
export interface DurableObjectNamespace<Stub> {
  idFromName(name: string): unknown;
  get(id: never, options?: { readonly locationHint?: string }): Stub;
}

/** A class that the runtime makes objects of. */
export type ObjectClass<Stub, Env> = new (ctx: DurableObjectState, env: Env) => Stub & { alarm(): Promise<void> };
