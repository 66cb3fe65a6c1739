import type { Redis } from "ioredis";
import { within } from "../blacklist/deadline.ts";
import { type Advised, adviceFrom } from "./advice.ts";
import type { Command, Wire } from "./commands.ts";
import { checkTimeout } from "./door.ts";
import { failure } from "./failure.ts";
import { KEY_PREFIX, keyspaceStore } from "./keyspace.ts";
import { type Connection, connectionTo } from "./redis/connection.ts";
import { dateOf, listOf, sizeOf, textOf } from "./replies.ts";

export interface RedisOptions {
  /** `redis://[user[:password]@]host[:port][/database]`, or `rediss:` over TLS. */
  readonly url: string;
  /** After this long a call rejects, whatever the connection does. */
  readonly timeoutMs: number;
  readonly logRetentionMs: number;
  /** Default `{curfew}:`. */
  readonly keyPrefix?: string;
}

/**
 * A Redis 6.2 or later, or a Valkey, over TCP. Lifetimes end by the server's clock. Each call is one
 * request, sent at most once, and only over a connection that is up: a call waits for the attempt to
 * connect that is under way, and rejects if that one fails. Throws RangeError on bad options.
 */
export function redisStore({ url, timeoutMs, logRetentionMs, keyPrefix = KEY_PREFIX }: RedisOptions): Advised {
  checkTimeout(timeoutMs);
  const connection = connectionTo(url);
  const ask = askerOf(connection, timeoutMs);
  const store = keyspaceStore(wireOver(ask, connection), { keyPrefix, logRetentionMs });
  return {
    ...store,
    size: () => ask((client) => client.dbsize(), sizeOf),
    async advice() {
      const info = await ask((client) => client.info(), textOf);
      // Refused to many a user, and then there is nothing to tell.
      const save = await ask((client) => client.config("GET", "save"), saveOf).catch(() => null);
      return adviceFrom(info, save);
    },
    time: () => ask((client) => client.time(), dateOf),
  };
}

type Ask = <T>(send: (client: Redis) => Promise<unknown>, parse: (reply: unknown) => T) => Promise<T>;

function askerOf(connection: Connection, timeoutMs: number): Ask {
  return async (send, parse) => {
    try {
      return await within(timeoutMs, async (late) => {
        await connection.ready();
        late.throwIfAborted();
        connection.dropIfSilent(late);
        const reply = await send(connection.client);
        return parsed(reply, parse, connection);
      });
    } catch (error) {
      throw failure("redis", error);
    }
  };
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

function wireOver(ask: Ask, connection: Connection): Wire {
  return {
    name: "redis",
    mget: (keys, parse) => ask((client) => client.mget([...keys]), parse),
    transact: (commands, parse) =>
      ask(async (client) => {
        const results = await client.multi(commands.map(spelled)).exec().catch(refused);
        return repliesOf(results, commands.length);
      }, parse),
    close: async () => connection.close(),
  };
}

/** An EXEC that was aborted doesn't tell why; the first command that wasn't queued does. */
function refused(error: Error & { readonly previousErrors?: readonly Error[] }): never {
  throw error.previousErrors?.[0] ?? error;
}

/** EXEC resolves to null if it did nothing, and else to `[error]` or `[null, reply]` for each command. */
function repliesOf(results: unknown, count: number): unknown[] {
  return listOf(results, count).map((result) => {
    if (Array.isArray(result) && result[0] instanceof Error) throw result[0];
    const [, reply] = listOf(result, 2);
    return reply;
  });
}

function spelled(command: Command): (string | number)[] {
  switch (command[0]) {
    case "set": {
      const [, key, value, lifetimeMs, ifAbsent] = command;
      return ["set", key, value, ...(lifetimeMs === null ? [] : ["PX", lifetimeMs]), ...(ifAbsent ? ["NX"] : [])];
    }
    case "xadd": {
      const [, key, entry, oldestId] = command;
      const trim = oldestId === null ? [] : ["MINID", "~", oldestId];
      return ["xadd", key, ...trim, "*", "key", entry.key, "value", entry.value];
    }
    case "xrange": {
      const [, key, start, end, count] = command;
      return ["xrange", key, start, end, "COUNT", count];
    }
    case "mget":
    case "get":
    case "incr":
      return command.flat();
  }
}

function saveOf(reply: unknown): string {
  return textOf(listOf(reply, 2)[1]);
}
