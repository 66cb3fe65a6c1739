import { setTimeout as sleep } from "node:timers/promises";
import { type StoreContext, StoreError, type StoreFactory } from "../../blacklist/store.ts";
import type { DiagnosableStore } from "../diagnostics.ts";
import { checkPrefix, KEY_PREFIX } from "../key-prefix.ts";
import { backoffMs } from "./backoff.ts";
import { type Connection, DISPLACED_PAUSE_MS } from "./connection.ts";
import { openOver } from "./open.ts";
import { CONNECT_MS } from "./options.ts";
import { formatRedisUrl } from "./url.ts";

/** What the store needs of a client of node-redis (the package `redis`, version 5 or later). */
export interface NodeRedisClient {
  readonly options?: NodeRedisClientOptions | undefined;
  duplicate(overrides?: object): NodeRedisClient;
  // biome-ignore lint/suspicious/noExplicitAny: listeners of each event have types of their own
  on(event: string, listener: (...args: any[]) => void): unknown;
  connect(): Promise<unknown>;
  sendCommand(args: readonly string[], options?: object): Promise<unknown>;
  destroy(): unknown;
}

interface NodeRedisClientOptions {
  readonly socket?: object | undefined;
  readonly database?: number | undefined;
}

export interface NodeRedisOptions {
  /**
   * A client of one server. The store makes a connection of its own as this client would, but with settings that keep its
   * deadline: nothing is queued while the connection is down (`disableOfflineQueue`) or sent twice, and nothing is cached
   * (`clientSideCache`) or changed (`RESP`, `commandOptions.typeMapping`, `keyPrefix`). The client itself is left alone,
   * and stays open when the store is closed.
   */
  readonly client: NodeRedisClient;
  /** What all keys begin with; it has to hold a hash tag. Default `{curfew}:`. */
  readonly keyPrefix?: string;
}

/**
 * Keeps revocations in a Redis 6.2 or later, or a Valkey, that a client of node-redis leads to; otherwise as `redisStore`
 * does. Throws RangeError on bad options.
 *
 * @example
 * const client = createClient({ url: "redis://localhost:6379" });
 * const auth = createAuth({
 *   issuer: "https://example.com",
 *   keys: createKeyRing(await generateKeySet()),
 *   store: nodeRedisStore({ client }),
 * });
 */
export function nodeRedisStore(options: NodeRedisOptions): StoreFactory<DiagnosableStore> {
  checkClient(options.client);
  checkPrefix(options.keyPrefix ?? KEY_PREFIX);
  return (context) => openNodeRedisStore({ ...context, ...options });
}

/** Opens such a store with a deadline and a retention of one's own. */
export function openNodeRedisStore(options: NodeRedisOptions & Omit<StoreContext, "clock">): DiagnosableStore {
  checkClient(options.client);
  return openOver(() => createConnection(options.client), options);
}

/** Only a client of one server can make pools: one of a cluster or of Sentinels sends a command again by itself. */
function checkClient(client: NodeRedisClient): void {
  if (typeof client === "object" && client !== null && "createPool" in client) return;
  throw new RangeError(
    "client must be one of node-redis for one server (createClient): redisStore takes the url of a cluster or of Sentinels",
  );
}

/** One client, which is given up with its connection. */
interface Attempt {
  readonly client: NodeRedisClient;
  readonly ready: Promise<void>;
  replies: number;
}

function createConnection(given: NodeRedisClient): Connection {
  const link: Link = {
    given,
    attempt: null,
    count: 0,
    failures: 0,
    displacedAt: Number.NEGATIVE_INFINITY,
    isClosed: false,
  };
  return {
    address: addressOf(given.options ?? {}),
    count: () => link.count,
    async ready() {
      if (link.isClosed) throw new StoreError("The store is closed");
      link.attempt ??= connect(link);
      await link.attempt.ready;
    },
    send: (command, late) => send(link, command, late),
    proven() {
      link.failures = 0;
    },
    drop: () => drop(link),
    displaced() {
      const now = performance.now();
      if (now - link.displacedAt < DISPLACED_PAUSE_MS) return;
      link.displacedAt = now;
      drop(link);
    },
    dropIfSilent: (late, silentAt) => dropIfSilent(link, late, silentAt),
    close() {
      link.isClosed = true;
      drop(link);
    },
  };
}

interface Link {
  readonly given: NodeRedisClient;
  attempt: Attempt | null;
  count: number;
  failures: number;
  displacedAt: number;
  isClosed: boolean;
}

function connect(link: Link): Attempt {
  const { given } = link;
  const client = given.duplicate(overridesFor(given.options ?? {}));
  const attempt: Attempt = { client, ready: open(link, client), replies: 0 };
  client.on("error", () => lose(link, attempt));
  attempt.ready.catch(() => lose(link, attempt));
  return attempt;
}

async function open(link: Link, client: NodeRedisClient): Promise<void> {
  const failures = link.failures;
  link.failures += 1;
  await (failures > 0 ? sleep(backoffMs(failures)) : null);
  if (link.attempt?.client !== client) throw new StoreError("The store closed the connection");
  await client.connect();
  link.count += 1;
}

function overridesFor({ socket }: NodeRedisClientOptions): object {
  return {
    socket: { ...socket, reconnectStrategy: false, connectTimeout: CONNECT_MS, socketTimeout: undefined },
    disableOfflineQueue: true,
    RESP: 2,
    commandOptions: {},
    keyPrefix: undefined,
    readonly: false,
    clientSideCache: undefined,
    emitInvalidate: false,
    maintNotifications: "disabled",
    disableClientInfo: true,
    pingInterval: undefined,
  };
}

async function send({ attempt }: Link, command: readonly string[], late: AbortSignal): Promise<unknown> {
  if (attempt === null) throw new StoreError("The store closed the connection");
  try {
    return await attempt.client.sendCommand(command, { abortSignal: late });
  } finally {
    if (!late.aborted) attempt.replies += 1;
  }
}

function dropIfSilent(link: Link, late: AbortSignal, silentAt: number): void {
  const { attempt } = link;
  const heard = attempt?.replies;
  const judge = () => {
    if (attempt !== null && attempt === link.attempt && attempt.replies === heard) lose(link, attempt);
  };
  late.addEventListener("abort", () => {
    const leftMs = silentAt - performance.now();
    // Timers may be a millisecond early.
    if (leftMs > 1) setTimeout(judge, leftMs).unref();
    else judge();
  });
}

function drop(link: Link): void {
  if (link.attempt !== null) lose(link, link.attempt);
}

function lose(link: Link, attempt: Attempt): void {
  if (link.attempt === attempt) link.attempt = null;
  try {
    attempt.client.destroy();
  } catch {
    // It was closed already: version 5 says so by an error.
  }
}

function addressOf({ socket = {}, database = 0 }: NodeRedisClientOptions): string {
  const { host = "localhost", port = 6379, path } = socket as { host?: string; port?: number; path?: string };
  if (path !== undefined) return `unix ${path}/${database}`;
  return formatRedisUrl({ kind: "server", servers: [{ host, port }], db: database, primary: null });
}
