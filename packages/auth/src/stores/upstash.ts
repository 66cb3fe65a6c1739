import { Redis } from "@upstash/redis";
import { underDeadline } from "../blacklist/deadline.ts";
import { type StoreContext, StoreError, type StoreFactory } from "../blacklist/store.ts";
import { randomId } from "../ids.ts";
import { type DiagnosableStore, diagnosticsOf } from "./diagnostics.ts";
import { checkPrefix, KEY_PREFIX } from "./key-prefix.ts";
import { redactError } from "./redact-error.ts";
import { dateOf, doneOf, sizeOf, textOf, textsOf } from "./redis/replies.ts";
import { createRedisStore } from "./redis/store.ts";
import type { RedisTransport } from "./redis/transport.ts";
import { checkTimeout } from "./validate.ts";

export type UpstashOptions = (Database | UpstashByClient) & {
  /** What all keys begin with; it has to hold a hash tag. Default `{curfew}:`. */
  readonly keyPrefix?: string;
};

interface Database {
  /** The REST URL: `https:`, or `http:` for a server of one's own. */
  readonly url: string;
  readonly token: string;
  readonly client?: never;
}

interface UpstashByClient {
  /**
   * A client of @upstash/redis. The store makes clients of its own for the same database, with settings that keep its
   * deadline: nothing is sent again (`retry`), collected (`enableAutoPipelining`) or parsed
   * (`automaticDeserialization`, `responseEncoding`), and a time-out is an error (`signal`). The client itself is left
   * alone.
   */
  readonly client: Redis;
  readonly url?: never;
  readonly token?: never;
}

/** So long a key lives that was only written to see whether it can be read. */
const PROBE_MS = 60_000;

const LAG =
  "Reads lag behind writes: they are answered by a read region, so that what another instance revoked may be accepted for " +
  "up to a second longer. Use a regional database, or let every instance read from the primary's region.";

/**
 * Keeps revocations in Upstash Redis over HTTP. Lifetimes end by the server's clock. Each call is one request, sent at
 * most once. Throws RangeError on bad options.
 *
 * A Global database with read regions replicates asynchronously: another region's instance may miss
 * a revocation until it has arrived there. Upstash doesn't tell how far a region is behind, so `diagnose`
 * writes a key and reads it back as another instance would.
 *
 * @example
 * const auth = createAuth({
 *   issuer: "https://example.com",
 *   keys: createKeyRing(await generateKeySet()),
 *   store: upstashStore({ url: "https://example.upstash.io", token: "the-token-of-the-database" }),
 * });
 */
export function upstashStore(options: UpstashOptions): StoreFactory<DiagnosableStore> {
  checkDatabase(databaseOf(options));
  checkPrefix(options.keyPrefix ?? KEY_PREFIX);
  return (context) => openUpstashStore({ ...context, ...options });
}

/** Opens such a store with a deadline and a retention of one's own. */
export function openUpstashStore(options: UpstashOptions & Omit<StoreContext, "clock">): DiagnosableStore {
  const { timeoutMs, logRetentionMs, keyPrefix = KEY_PREFIX } = options;
  const database = databaseOf(options);
  checkDatabase(database);
  checkTimeout(timeoutMs);
  const closing: Closing = { isClosed: false };
  // Stryker disable next-line ObjectLiteral: every call sets its own signal
  const turn: Turn = { late: null };
  const client = clientFor(database, turn);
  const anyone = clientFor(database, turn, { readYourWrites: false });
  const ask = askerOf(timeoutMs, turn, closing);
  const transport = transportOver(ask, { url: database.url, client, closing });
  const store = createRedisStore(transport, { keyPrefix, logRetentionMs });
  return {
    ...store,
    size: () => ask(() => client.dbsize(), sizeOf),
    async diagnose() {
      const info = await ask(() => client.exec(["INFO"]), textOf);
      const key = `${keyPrefix}probe:${randomId()}`;
      await ask(() => client.set(key, "1", { px: PROBE_MS }), doneOf);
      const [value] = await ask(
        () => anyone.mget([key]),
        (reply) => textsOf(reply, 1),
      );
      return [...diagnosticsOf(info, null), ...(value === "1" ? [] : [LAG])];
    },
    time: () => ask(() => client.exec(["TIME"]), dateOf),
  };
}

/** No `AbortSignal`: one that a request to a Cloudflare Worker has made can't be read by the next. */
interface Closing {
  isClosed: boolean;
}

/** The deadline of the call that is just being sent. */
interface Turn {
  late: AbortSignal | null;
}

function clientFor({ url, token }: Database, turn: Turn, { readYourWrites = true } = {}): Redis {
  return new Redis({
    url,
    token,
    // A function: a signal that is handed over ready-made turns the time-out into the answer null.
    // And one that is taken up for no call aborts it.
    signal: () => turn.late ?? AbortSignal.abort(),
    // `false` still sends twice.
    retry: { retries: 0 },
    // Strings as they are: not parsed as JSON, and not through base64, whose decoder eats a byte order mark.
    automaticDeserialization: false,
    // Stryker disable next-line BooleanLiteral: the client treats everything but "base64" as off
    responseEncoding: false,
    enableAutoPipelining: false,
    enableTelemetry: false,
    readYourWrites,
  });
}

/** The database that a client leads to: it keeps that where no method tells it. Throws RangeError for any other. */
function databaseOf(options: Database | UpstashByClient): Database {
  if (options.client === undefined) return options;
  const { client } = options.client as unknown as {
    client?: { baseUrl?: unknown; headers?: { authorization?: unknown } };
  };
  const url = client?.baseUrl;
  const token = /^Bearer (\S+)$/.exec(String(client?.headers?.authorization))?.[1];
  if (typeof url === "string" && url !== "" && token !== undefined) return { url, token };
  throw new RangeError("client must be one of @upstash/redis that was given a url and a token");
}

function checkDatabase({ url, token }: Database): void {
  checkUrl(url);
  if (!/^[\x21-\x7e]+$/.test(token)) throw new RangeError("token must be printable ASCII without spaces");
}

/** Stricter than the client, whose own complaint quotes the URL. */
function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:\/\/[\w[][\w.:-]\S*$/.test(url)) {
    throw new RangeError("url must be an https:// or http:// URL");
  }
  if (parsed.username + parsed.password + parsed.search + parsed.hash !== "") {
    throw new RangeError("url must have no user, password, query or fragment");
  }
}

type Ask = <T>(send: () => Promise<unknown>, parse: (reply: unknown) => T, late?: AbortSignal) => Promise<T>;

function askerOf(timeoutMs: number, turn: Turn, closing: Closing): Ask {
  /** The client takes up the signal before its first `await`. */
  const sent = (late: AbortSignal, send: () => Promise<unknown>) => {
    turn.late = late;
    try {
      return send();
      // Stryker disable next-line BlockStatement: every call sets its own signal
    } finally {
      turn.late = null;
    }
  };
  return async (send, parse, given) => {
    try {
      if (closing.isClosed) throw new StoreError("The store is closed");
      return parse(await underDeadline(given, timeoutMs, async (late) => sent(late, send)));
    } catch (error) {
      throw redactError("upstash", error);
    }
  };
}

interface Way {
  readonly url: string;
  readonly client: Redis;
  readonly closing: Closing;
}

function transportOver(ask: Ask, { url, client, closing }: Way): RedisTransport {
  return {
    name: "upstash",
    address: new URL(url).href.replace(/\/$/, ""),
    connections: () => 0,
    // One by one: a Worker's request can't wait for what another one sent.
    mget: (keys, late) =>
      ask(
        () => client.mget([...keys]),
        (reply) => textsOf(reply, keys.length),
        late,
      ),
    run: ({ text, keys, args }, parse, late) => ask(() => client.eval(text, [...keys], [...args]), parse, late),
    async close() {
      closing.isClosed = true;
    },
  };
}
