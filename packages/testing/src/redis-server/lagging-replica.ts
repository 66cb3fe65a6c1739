import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createListener } from "../fault-proxy/listener.ts";
import { ask } from "./ask.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

export interface LaggingReplica {
  readonly server: RedisServer;
  /** How much later than its primary it gets to know of a write from now on. */
  setLag(ms: number): void;
  /** Ends it. May be called again. */
  stop(): Promise<void>;
}

/** Starts a replica of a server and resolves when it has caught up. What the primary sends passes a line that holds it back. */
export async function startLaggingReplica(primary: RedisServer): Promise<LaggingReplica> {
  let lagMs = 0;
  const line = await createListener(() =>
    createServer((replica) => serve(replica, connect(primary.port, "127.0.0.1"), () => lagMs)),
  );
  const server = await startRedis({ config: { replicaof: `127.0.0.1 ${line.port}` } });
  await ask(primary, "CONFIG SET repl-diskless-sync-delay 0");
  while (!(await ask(server, "INFO replication")).includes("master_link_status:up")) await sleep(20);
  return {
    server,
    setLag(ms) {
      lagMs = ms;
    },
    async stop() {
      await server.stop();
      line.shut();
    },
  };
}

/** What comes later is never passed on before what came first, though the lag was lowered in between. */
function serve(replica: Socket, primary: Socket, lagMs: () => number): void {
  let turn = Promise.resolve();
  primary.on("data", (bytes) => {
    const due = performance.now() + lagMs();
    turn = turn.then(() => sleep(Math.max(0, due - performance.now()))).then(() => void replica.write(bytes));
  });
  replica.on("data", (bytes) => primary.write(bytes));
  for (const [one, other] of [
    [replica, primary],
    [primary, replica],
  ] as const) {
    one.on("error", () => {}).on("close", () => other.destroy());
  }
}
