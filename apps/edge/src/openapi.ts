import { type AccessRight, eventJsonSchema, messageJsonSchema } from "@dingpipe/core";
import { deliveryStatuses } from "@dingpipe/outbox";

interface Operation {
  readonly summary: string;
  /** The right that the token needs; absent: none, or the door's own secret. */
  readonly right?: AccessRight;
  readonly parameters?: readonly object[];
  readonly body?: object;
  readonly answers: Readonly<Record<number, string>>;
}

const query = (name: string, schema: object, description: string) => ({ name, in: "query", schema, description });
const path = (name: string) => ({ name, in: "path", required: true, schema: { type: "string" } });
const robot = query("robot", { type: "string" }, "The robot's name. Without it: all, on Workers in pages.");
const idempotencyKey = {
  name: "idempotency-key",
  in: "header",
  schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,200}$" },
  description: "A second request with the same key is a duplicate for a day.",
};
const json = { type: "object" };
const accepted = {
  202: "Written down: it will be told, or parked with a reason.",
  200: "A duplicate of one that was accepted.",
};

/** Every route of the gateway, by path and method. */
export const operations: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  "/hooks/{name}": {
    post: {
      summary: "A webhook of the sender that the door `name` is for.",
      parameters: [path("name")],
      body: json,
      answers: {
        ...accepted,
        401: "Not verified.",
        404: "No such door.",
        413: "Above 1 MiB.",
        415: "Neither JSON nor the sender's form.",
      },
    },
  },
  "/hooks/{name}/{token}": {
    post: {
      summary: "The same for senders that can set no header.",
      parameters: [path("name"), path("token")],
      body: json,
      answers: { ...accepted, 401: "Not verified." },
    },
  },
  "/v1/events": {
    post: {
      summary: "An Event; the gateway's rules apply, for the robots of the token.",
      right: "send",
      parameters: [idempotencyKey],
      body: eventJsonSchema(),
      answers: { ...accepted, 400: "No Event: `detail` names the fields." },
    },
  },
  "/v1/messages": {
    post: {
      summary: "A message for one robot, sent inside its limits. Never merged into a digest.",
      right: "send",
      parameters: [idempotencyKey],
      body: {
        type: "object",
        properties: { robot: { type: "string" }, message: messageJsonSchema() },
        required: ["robot", "message"],
      },
      answers: {
        ...accepted,
        400: "No message: `detail` names the fields.",
        413: "Above 80,000 bytes, or what can't be split is above 20,000.",
        429: "Too much waits for this robot.",
      },
    },
  },
  "/v1/robots": {
    get: {
      summary: "What each robot may say, what it is kept from, and its accounts.",
      right: "read",
      parameters: [robot, query("after", { type: "string" }, "The `next` of the page before.")],
      answers: { 200: "`robots`, and `next` where there are more." },
    },
  },
  "/v1/robots/{name}/resume": {
    post: {
      summary: "Ends a pause: the robot is tried again at once.",
      right: "admin",
      parameters: [path("name")],
      answers: { 200: "Done." },
    },
  },
  "/v1/deliveries": {
    get: {
      summary: "What was accepted, newest first.",
      right: "read",
      parameters: [
        query("robot", { type: "string" }, "The robot's name; needed on Workers, and for more than one page."),
        query("status", { enum: deliveryStatuses }, "Only these."),
        query("before", { type: "string" }, "Only older ones than this id."),
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 50 }, "How many."),
      ],
      answers: { 200: "`deliveries`." },
    },
  },
  "/v1/deliveries/{id}": {
    get: {
      summary: "Its whole story: received, matched, merged, tried, answered.",
      right: "read",
      parameters: [path("id")],
      answers: { 200: "The delivery.", 404: "There is none, or no more." },
    },
    delete: {
      summary: "Forgets the message of one that waits or is parked; it is parked as `dropped`.",
      right: "admin",
      parameters: [path("id")],
      answers: { 200: "Done.", 409: "It is being sent, or settled." },
    },
  },
  "/v1/deliveries/{id}/retry": {
    post: {
      summary: "Sends a parked one again.",
      right: "admin",
      parameters: [path("id")],
      answers: { 200: "Done.", 409: "It is not parked." },
    },
  },
  "/healthz": { get: { summary: "The process answers.", answers: { 200: "It does." } } },
  "/readyz": {
    get: {
      summary: "Every secret of the configuration is there, every robot's webhook is one, and no two have one token.",
      answers: { 200: "Ready.", 503: "`missing` names those that are not there, `doubled` and `unusable` the robots." },
    },
  },
  "/metrics": {
    get: { summary: "Prometheus' text format.", right: "read", parameters: [robot], answers: { 200: "The metrics." } },
  },
};

/** The OpenAPI description of the gateway. */
export function openapi(): object {
  return {
    openapi: "3.1.0",
    info: { title: "dingpipe gateway", version: "1", license: { name: "MIT", identifier: "MIT" } },
    components: {
      securitySchemes: { access: { type: "http", scheme: "bearer", description: "A token of `access`." } },
    },
    paths: Object.fromEntries(
      Object.entries(operations).map(([route, methods]) => [
        route,
        Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, describe(operation)])),
      ]),
    ),
  };
}

function describe({ summary, right, parameters, body, answers }: Operation): object {
  return {
    summary: right === undefined ? summary : `${summary} Needs the right \`${right}\`.`,
    security: right === undefined ? [] : [{ access: [] }],
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, description]) => [status, { description }])),
      default: { description: "Refused: `error.code`, `error.message`, perhaps `error.detail`." },
    },
  };
}
