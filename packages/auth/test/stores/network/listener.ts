import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface Listener {
  readonly port: number;
  /** How many connections were accepted. */
  connections(): number;
}

/**
 * A TCP server on 127.0.0.1 that does `accept` to each connection, and ends with the test. It doesn't
 * hang up because the client does. Port 0 is a free one.
 */
export async function listener(accept: (socket: Socket) => void, port = 0): Promise<Listener> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections += 1;
    sockets.add(socket.on("error", () => {}).on("close", () => sockets.delete(socket)));
    accept(socket);
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: portOf(server), connections: () => connections };
}

/** A port of 127.0.0.1 on which nobody listened a moment ago. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const port = portOf(server);
  await once(server.close(), "close");
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP listener has no port");
  return address.port;
}
