import { once } from "node:events";
import type { Server, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A listener of 127.0.0.1 that can be shut, and opened again on its port. */
export interface Listener {
  readonly port: number;
  /** How many connections were accepted so far. */
  readonly connections: number;
  open(): Promise<void>;
  /** Refuses new connections and ends the open ones. */
  shut(): void;
}

/** A door on a free port, open. Each opening has a server of its own from `create`. */
export async function createListener(create: () => Server): Promise<Listener> {
  const sockets = new Set<Socket>();
  let connections = 0;

  async function listen(port: number): Promise<Server> {
    const created = create().on("connection", (socket: Socket) => {
      connections += 1;
      sockets.add(socket.on("close", () => sockets.delete(socket)));
    });
    await once(created.listen(port, "127.0.0.1"), "listening");
    return created;
  }

  let server: Server | null = await listen(0);
  const port = portOf(server);

  return {
    port,
    get connections() {
      return connections;
    },
    async open() {
      server ??= await insist(() => listen(port));
    },
    shut() {
      server?.close();
      server = null;
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** While a port is unused, the system may lend it to somebody's outgoing connection for a moment. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt < 20; attempt++) {
    try {
      return await work();
    } catch {
      await sleep(25);
    }
  }
  return work();
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP listener has no port.");
  return address.port;
}
