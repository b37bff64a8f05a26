import { requireAccess } from "../access.ts";
import type { Gateway, GatewayApp } from "../gateway.ts";
import { intakeNames } from "../intake-names.ts";
import { pageOfRobots } from "./robots.ts";

interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const metrics = {
  deliveries: {
    name: "dingpipe_deliveries_total",
    type: "counter",
    help: "Deliveries accepted, by what became of them.",
  },
  // Not a counter: what is sent again is parked no more.
  parked: {
    name: "dingpipe_deliveries_parked",
    type: "gauge",
    help: "Deliveries that were parked and not sent again.",
  },
  waiting: { name: "dingpipe_deliveries_waiting", type: "gauge", help: "Deliveries that wait to be sent." },
  free: { name: "dingpipe_robot_free_slots", type: "gauge", help: "Messages that may leave at once." },
  month: { name: "dingpipe_robot_month_messages", type: "gauge", help: "Messages delivered in this month." },
  stopped: { name: "dingpipe_robot_stopped", type: "gauge", help: "1 while DingTalk mutes or refuses the robot." },
  events: { name: "dingpipe_events_total", type: "counter", help: "Events received, by what became of them." },
  eventsWaiting: { name: "dingpipe_events_waiting", type: "gauge", help: "Events that wait to be planned." },
} as const satisfies Readonly<Record<string, Metric>>;

/**
 * `GET /metrics`, in Prometheus' text format, for a token that may read.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function addMetrics(app: GatewayApp, gateway: Gateway): void {
  app.get("/metrics", async (c) => {
    const access = await requireAccess(c, gateway, "read");
    const { names } = pageOfRobots(gateway, access, c.req.query());
    const samples = new Map<keyof typeof metrics, Sample[]>();
    const add = (metric: keyof typeof metrics, labels: Sample["labels"], value: number) => {
      samples.set(metric, [...(samples.get(metric) ?? []), { labels, value }]);
    };
    for (const status of await Promise.all(names.map((name) => gateway.backends.outbox(name).status(gateway.now())))) {
      const { robot, accounts } = status;
      const { waiting, parked, accepted, ...settled } = accounts;
      for (const [outcome, value] of Object.entries({ accepted, ...settled }))
        add("deliveries", { robot, outcome }, value);
      add("parked", { robot }, parked);
      add("waiting", { robot }, waiting);
      add("free", { robot }, status.budget.free);
      add("month", { robot }, status.month.sent);
      add("stopped", { robot }, status.mutedUntil === undefined && status.paused === undefined ? 0 : 1);
    }
    // A token for some robots sees what concerns these.
    const intakes = access.robots === undefined && !gateway.isSpread ? intakeNames(gateway.config) : [];
    for (const intake of intakes) {
      const { waiting, ...settled } = await gateway.backends.intakeAccounts(intake);
      for (const [outcome, value] of Object.entries(settled)) add("events", { intake, outcome }, value);
      add("eventsWaiting", { intake }, waiting);
    }
    return c.text(textOf(samples), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });
}

function textOf(samples: ReadonlyMap<keyof typeof metrics, readonly Sample[]>): string {
  const blocks = [...samples].map(([key, all]) => {
    const { name, type, help } = metrics[key];
    const lines = all.map(({ labels, value }) => `${name}{${labelsText(labels)}} ${value}`);
    return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join("\n");
  });
  return `${blocks.join("\n")}\n`;
}

function labelsText(labels: Sample["labels"]): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`)
    .join(",");
}
