import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createListener } from "../fault-proxy/listener.ts";
import { ask, tell } from "./ask.ts";
import { type RedisServer, type StartRedisOptions, startRedis } from "./redis-server.ts";

export interface LaggingReplica {
  readonly server: RedisServer;
  /** How much later than its primary it gets to know of a write from now on. */
  setLag(ms: number): void;
  /** Resolves when it has all that its primary had when this was called. */
  caughtUp(): Promise<void>;
  /** Makes it a primary of its own, with what it has by now: what is still on the way is lost. */
  promote(): Promise<RedisServer>;
  /** Ends it. May be called again. */
  stop(): Promise<void>;
}

/** Starts a replica of a server and resolves when it has caught up. What the primary sends passes a line that holds it back. */
export async function startLaggingReplica(
  primary: RedisServer,
  options: StartRedisOptions = {},
): Promise<LaggingReplica> {
  let lagMs = 0;
  const line = await createListener(() =>
    createServer((replica) => serve(replica, connect(primary.port, "127.0.0.1"), () => lagMs)),
  );
  const server = await startRedis(options);
  await ask(primary, "CONFIG SET repl-diskless-sync-delay 0");
  // By command: a server that is restarted after its promotion must not become a replica again.
  await tell(server, `REPLICAOF 127.0.0.1 ${line.port}`);
  const caughtUp = () => untilCaughtUp(primary, server);
  await caughtUp();
  return {
    server,
    caughtUp,
    setLag(ms) {
      lagMs = ms;
    },
    async promote() {
      await tell(server, "REPLICAOF NO ONE");
      line.shut();
      return server;
    },
    async stop() {
      // One that writes its first append-only file ignores SIGTERM.
      await server.kill();
      await server.stop();
      line.shut();
    },
  };
}

async function untilCaughtUp(primary: RedisServer, replica: RedisServer): Promise<void> {
  while (!(await ask(replica, "INFO replication")).includes("master_link_status:up")) await sleep(20);
  const offset = await figureOf(primary, "master_repl_offset");
  while ((await figureOf(replica, "slave_repl_offset")) < offset) await sleep(20);
}

async function figureOf(server: RedisServer, name: string): Promise<number> {
  return Number(new RegExp(`^${name}:(\\d+)`, "m").exec(await ask(server, "INFO replication"))?.[1]);
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
