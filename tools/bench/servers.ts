// The other end, in a process of its own so that it takes no time from the bench: the mock, and a sink that counts what
// apprise posts. Says where they are as one line of JSON; ends when its standard input does.
import { createServer } from "node:http";
import { startMockDingTalk } from "@dingpipe/fixtures/node";

const [token = "", secret = ""] = process.argv.slice(2);

const mock = await startMockDingTalk({
  robots: {
    [token]: {
      secret,
      // Neither the limit nor the idempotency key may swallow the bench's repeated messages.
      limits: { messages: Number.MAX_SAFE_INTEGER },
      msgUuidWindowMs: 0,
    },
  },
});

let posted = 0;
const sink = createServer((request, response) => {
  if (request.method === "POST") posted += 1;
  request.resume().on("end", () => response.end(String(posted)));
});
sink.listen(0, "127.0.0.1", () => {
  const address = sink.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ mock: mock.url, sink: `http://127.0.0.1:${port}` })}\n`);
});

process.stdin.resume().on("end", () => process.exit());
