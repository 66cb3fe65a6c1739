import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { createUpstashLocal } from "@curfew/upstash-local";

/** Prints two ports: of a Redis, and of Upstash's protocol in front of it, both so slow to answer. */
const [redisUrl = "", token = "", delayMs] = process.argv.slice(2);
const upstash = await createUpstashLocal({ redisUrl, token });
for (const { port } of [new URL(redisUrl), new URL(upstash.url)]) {
  const relay = createServer((client) => {
    const server = connect(Number(port), "127.0.0.1");
    client.pipe(server);
    server.on("data", (chunk) => setTimeout(() => client.write(chunk), Number(delayMs)));
    client.on("error", () => server.destroy());
  });
  await once(relay.listen(0, "127.0.0.1"), "listening");
  console.log((relay.address() as AddressInfo).port);
}
