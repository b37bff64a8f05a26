import {
  type AccessConfig,
  type Config,
  DingpipeError,
  parseRobotUrl,
  type Resolve,
  type RobotConfig,
  type RobotUrl,
  resolveReference,
} from "@dingpipe/core";
import { type DoorSecrets, isSameText } from "@dingpipe/sources";

/** A reference of the configuration that has no value here. */
export interface MissingReference {
  /** `robots.ops.webhook` */
  readonly path: string;
  /** The name of the variable or the binding. */
  readonly name: string;
}

/** The values behind the configuration's references. */
export interface Credentials {
  /** The secrets of a door; `undefined` where one of them is missing. */
  door(name: string): Promise<DoorSecrets | undefined>;
  /** The `access` entry of a token. */
  access(token: string): Promise<AccessConfig | undefined>;
  missing(): Promise<readonly MissingReference[]>;
  /** Robots that have an earlier one's token: each would keep a budget of its own, and DingTalk mute both. */
  doubled(): Promise<readonly DoubledRobot[]>;
  /** Robots whose webhook is none: what is for them waits. */
  unusable(): Promise<readonly UnusableRobot[]>;
}

export interface UnusableRobot {
  readonly robot: string;
  readonly error: DingpipeError<"robot_url_invalid">;
}

interface DoubledRobot {
  readonly robot: string;
  /** The earlier one. */
  readonly other: string;
}

const kinds = ["secret", "token", "password", "bearer"] as const;

/** Looks each value up once; a missing one is looked for again, since it may be set without a restart. */
export function createCredentials(config: Config, resolve: Resolve): Credentials {
  const known = new Map<string, string>();
  // The same lists each time: what was made of them, such as a key, is known by them.
  const doors = new Map<string, DoorSecrets>();

  async function lookUp(reference: string, path: string): Promise<string | MissingReference> {
    const found = known.get(reference);
    if (found !== undefined) return found;
    try {
      const value = await resolveReference(reference, resolve, path);
      known.set(reference, value);
      return value;
    } catch (error) {
      if (error instanceof DingpipeError && error.code === "reference_unresolved") {
        return { path, name: error.details.name };
      }
      throw error;
    }
  }

  async function valuesOf(
    references: readonly string[] | undefined,
    path: string,
  ): Promise<readonly (string | MissingReference)[]> {
    return Promise.all((references ?? []).map((reference) => lookUp(reference, path)));
  }

  return {
    async door(name) {
      const door = config.sources[name];
      if (door === undefined || doors.has(name)) return doors.get(name);
      const secrets: { -readonly [Kind in keyof DoorSecrets]: DoorSecrets[Kind] } = { insecure: door.insecure };
      for (const kind of kinds) {
        const values = await valuesOf(door[kind], `sources.${name}.${kind}`);
        if (values.some((value) => typeof value !== "string")) return undefined;
        if (values.length > 0) secrets[kind] = values as readonly string[];
      }
      doors.set(name, secrets);
      return secrets;
    },
    async access(token) {
      for (const entry of config.access) {
        for (const value of await valuesOf(entry.token, `access.${entry.name}.token`)) {
          if (typeof value === "string" && (await isSameText(token, value))) return entry;
        }
      }
      return undefined;
    },
    async missing() {
      const asked = [
        ...Object.entries(config.robots).flatMap(([name, { webhook, secret }]) => [
          valuesOf([webhook], `robots.${name}.webhook`),
          valuesOf(secret === undefined ? [] : [secret], `robots.${name}.secret`),
        ]),
        ...Object.entries(config.sources).flatMap(([name, door]) =>
          kinds.map((kind) => valuesOf(door[kind], `sources.${name}.${kind}`)),
        ),
        ...config.access.map(({ name, token }) => valuesOf(token, `access.${name}.token`)),
      ];
      return (await Promise.all(asked)).flat().filter((value) => typeof value !== "string");
    },
    async doubled() {
      const urls: { readonly robot: string; readonly url: RobotUrl }[] = [];
      const found: DoubledRobot[] = [];
      for (const [robot, settings] of Object.entries(config.robots)) {
        const url = urlOf(await lookUp(settings.webhook, `robots.${robot}.webhook`), settings);
        if (url === undefined || url instanceof DingpipeError) continue;
        const same = urls.find((earlier) => earlier.url.hasSameToken(url));
        if (same !== undefined) found.push({ robot, other: same.robot });
        urls.push({ robot, url });
      }
      return found;
    },
    async unusable() {
      const found: UnusableRobot[] = [];
      for (const [robot, settings] of Object.entries(config.robots)) {
        const error = urlOf(await lookUp(settings.webhook, `robots.${robot}.webhook`), settings);
        if (!(error instanceof DingpipeError)) continue;
        found.push({ robot, error });
        // Like one that is missing, it may be put right without a restart.
        known.delete(settings.webhook);
      }
      return found;
    },
  };
}

function urlOf(
  webhook: string | MissingReference,
  settings: RobotConfig,
): RobotUrl | UnusableRobot["error"] | undefined {
  if (typeof webhook !== "string") return undefined;
  try {
    return parseRobotUrl(webhook, settings);
  } catch (error) {
    if (error instanceof DingpipeError && error.code === "robot_url_invalid") return error;
    throw error;
  }
}
