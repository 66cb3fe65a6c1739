import { underDeadline } from "../../blacklist/deadline.ts";
import type { StoreContext } from "../../blacklist/store.ts";
import { type DiagnosableStore, diagnosticsOf, isReplica } from "../diagnostics.ts";
import { checkPrefix, KEY_PREFIX } from "../key-prefix.ts";
import { codeOf, redactError } from "../redact-error.ts";
import { checkTimeout } from "../validate.ts";
import type { Connection } from "./connection.ts";
import { groupMget } from "./grouped-mget.ts";
import { createReplicaCheck, READONLY, type ReplicaCheck } from "./replica-check.ts";
import { dateOf, listOf, sizeOf, textOf, textsOf } from "./replies.ts";
import { PROBE_KEY } from "./scripts.ts";
import { createRedisStore } from "./store.ts";
import type { RedisTransport } from "./transport.ts";

export interface OpenOptions extends Omit<StoreContext, "clock"> {
  readonly keyPrefix?: string | undefined;
}

/** Opens a store over a connection that isn't made yet. Throws RangeError on bad options, before it asks for one. */
export function openOver(connect: (keyPrefix: string) => Connection, options: OpenOptions): DiagnosableStore {
  const { timeoutMs, logRetentionMs, keyPrefix = KEY_PREFIX } = options;
  checkTimeout(timeoutMs);
  checkPrefix(keyPrefix);
  const connection = connect(keyPrefix);
  const replica = createReplicaCheck(connection, keyPrefix + PROBE_KEY);
  const server = { connection, replica, timeoutMs };
  const ask = askerOf(server, async () => {});
  const store = createRedisStore(transportOver(server), { keyPrefix, logRetentionMs });
  return {
    ...store,
    size: () => ask(["dbsize"], sizeOf),
    async diagnose() {
      const info = await ask(["info"], textOf);
      // Refused to many a user, and then there is nothing to tell.
      const save = await ask(["config", "GET", "save"], saveOf).catch(() => null);
      if (isReplica(info)) replica.suspect();
      return diagnosticsOf(info, save);
    },
    time: () => ask(["time"], dateOf),
  };
}

interface RedisServer {
  readonly connection: Connection;
  readonly replica: ReplicaCheck;
  readonly timeoutMs: number;
}

type Ask = <T>(command: readonly string[], parse: (reply: unknown) => T, late?: AbortSignal) => Promise<T>;

/** `check` rejects if the server's reply isn't to be believed, whatever it says. */
function askerOf(server: RedisServer, check: ReplicaCheck["check"]): Ask {
  const { connection, timeoutMs } = server;
  return async (command, parse, given) => {
    const silentAt = performance.now() + timeoutMs;
    try {
      return await underDeadline(given, timeoutMs, async (late) => {
        await connection.ready();
        late.throwIfAborted();
        connection.dropIfSilent(late, silentAt);
        const replies = Promise.all([check(late), connection.send(command, late)]);
        const [, reply] = await replies.catch((error: unknown) => refused(error, server));
        return parsed(reply, parse, connection);
      });
    } catch (error) {
      throw redactError("redis", error);
    }
  };
}

/**
 * What a server answers that isn't the primary any more, isn't one yet, was cut off from its replicas by
 * whatever promoted another, or doesn't keep our keys: with all of these another may be the one.
 */
const DISPLACED = new Set([READONLY, ..."MASTERDOWN LOADING NOREPLICAS CLUSTERDOWN TRYAGAIN MOVED ASK".split(" ")]);

function refused(error: unknown, { connection, replica }: RedisServer): never {
  const code = codeOf(error);
  if (code === READONLY) replica.suspect();
  if (DISPLACED.has(code)) connection.displaced();
  throw error;
}

/** After a reply out of shape the ones behind it may be out of step with their calls as well. */
function parsed<T>(reply: unknown, parse: (reply: unknown) => T, connection: Connection): T {
  try {
    const answer = parse(reply);
    connection.proven();
    return answer;
  } catch (error) {
    connection.drop();
    throw error;
  }
}

function transportOver(server: RedisServer): RedisTransport {
  const { connection, replica } = server;
  const ask = askerOf(server, replica.check);
  return {
    name: "redis",
    address: connection.address,
    connections: () => connection.count(),
    mget: groupMget((keys, late) => ask(["mget", ...keys], (reply) => textsOf(reply, keys.length), late)),
    run: ({ text, keys, args }, parse, late) => ask(["eval", text, `${keys.length}`, ...keys, ...args], parse, late),
    close: async () => connection.close(),
  };
}

function saveOf(reply: unknown): string {
  return textOf(listOf(reply, 2)[1]);
}
