import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";
import { onTestFinished } from "vitest";

/** The way to a server, which can turn into a black hole: connections stay open and nothing comes through. */
export interface Proxy {
  /** The same url by way of the proxy. */
  readonly url: string;
  freeze(): void;
  /** New connections are greeted by the server, which then never hears a question. */
  swallow(): void;
  /** What was open stays dead; new connections come through. */
  thaw(): void;
  /** What is open stays with its server; new connections lead to this one. */
  turnTo(url: string): void;
}

export async function proxyTo(url: string): Promise<Proxy> {
  let target = new URL(url);
  const sockets = new Set<Socket>();
  let mode: "open" | "frozen" | "swallowing" = "open";
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    }
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
    if (mode === "open") client.pipe(upstream).pipe(client);
    if (mode === "swallowing") client.pipe(withoutQueries()).pipe(upstream).pipe(client);
  });
  const port = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  const proxied = new URL(url);
  proxied.port = String(port);
  return {
    url: proxied.href,
    freeze() {
      mode = "frozen";
      for (const socket of sockets) socket.unpipe().pause();
    },
    swallow() {
      mode = "swallowing";
    },
    thaw() {
      mode = "open";
    },
    turnTo(other) {
      target = new URL(other);
    },
  };
}

/** Lets the messages of the start pass: the first, which has no letter, and what answers for a password. */
function withoutQueries(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, [0, "p".charCodeAt(0)].includes(chunk[0] ?? 0) ? chunk : undefined);
    },
  });
}

/** Listens on a free port of 127.0.0.1 until the test is over. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP listener has no port.");
  return address.port;
}
