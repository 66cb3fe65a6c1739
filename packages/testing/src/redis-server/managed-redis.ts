import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createListener } from "../fault-proxy/listener.ts";
import { startLaggingReplica } from "./lagging-replica.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

/** A Redis as managed services offer it: one address, behind which a replica takes the primary's place. */
export interface ManagedRedis {
  readonly url: string;
  /** The server that answers there now. */
  readonly primary: RedisServer;
  /**
   * Kills the primary while its replica is so many milliseconds behind: writes that were answered within them are lost.
   * Resolves when the replica answers in its place and has a replica of its own.
   */
  failOver(lagMs: number): Promise<void>;
  /** Ends both. */
  stop(): Promise<void>;
}

/** Starts a primary and a replica, each with every write on disk before it is answered. */
export async function startManagedRedis(): Promise<ManagedRedis> {
  const options = { appendonly: true, config: { "repl-diskless-sync-delay": "0" } };
  let primary = await startRedis(options);
  let replica = await startLaggingReplica(primary, options);
  const address = await createListener(() =>
    createServer({ allowHalfOpen: true }, (client) => pass(client, primary.port)),
  );
  return {
    url: `redis://127.0.0.1:${address.port}`,
    get primary() {
      return primary;
    },
    async failOver(lagMs) {
      await replica.caughtUp();
      replica.setLag(lagMs);
      await sleep(lagMs);
      const former = primary;
      await former.kill();
      primary = await replica.promote();
      await former.stop();
      replica = await startLaggingReplica(primary, options);
    },
    async stop() {
      address.shut();
      await replica.stop();
      await primary.kill();
      await primary.stop();
    },
  };
}

function pass(client: Socket, port: number): void {
  const server = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  client.pipe(server).pipe(client);
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on("error", () => {}).on("close", () => other.destroy());
  }
}
