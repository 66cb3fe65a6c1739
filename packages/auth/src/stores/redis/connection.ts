import type { Redis } from "ioredis";
import { StoreError } from "../../blacklist/store.ts";
import { backoffMs } from "./backoff.ts";

/** A connection that is made by the first call, and made again whenever it is lost. */
export interface Connection {
  /** Where it leads, without any secret. */
  readonly address: string;
  /** How many connections there have been. */
  count(): number;
  /** Resolves once commands can be sent; rejects if the attempt to connect that is under way fails. */
  ready(): Promise<void>;
  /** Sends a command over the connection that is there, once; not after `late`. */
  send(command: readonly string[], late: AbortSignal): Promise<unknown>;
  /** The server gave a good answer: if the connection is lost, the next attempt comes at once. */
  proven(): void;
  /** The connection can't be trusted: it is given up for a new one. */
  drop(): void;
  /**
   * The server answered that it isn't the one to ask: the name may lead to another by now, so that the
   * connection is given up for a new one. Once in a while only, for the name may still lead to this one.
   */
  displaced(): void;
  /**
   * Drops the connection if a command that is sent now is late, and nothing at all has arrived by `silentAt` (by
   * `performance.now()`). TCP would keep one that swallows commands, as after a lost route, for minutes.
   */
  dropIfSilent(late: AbortSignal, silentAt: number): void;
  close(): void;
}

/** Every drop fails what is under way, reads too, which a replica still answers. */
export const DISPLACED_PAUSE_MS = 1_000;

/** A connection and what has become of it so far. */
interface Link {
  readonly client: Redis;
  count: number;
  /** Failures until an answer came, not until a connection was accepted: proxies accept for dead servers. */
  failures: number;
  /** The last error that the client told. */
  trouble: unknown;
  displacedAt: number;
  isDropping: boolean;
  isClosed: boolean;
  /** Those that wait for the attempt to connect that is under way. */
  waiting: PromiseWithResolvers<void> | null;
}

/** Where a connection leads, and what makes it. */
export interface ConnectionSource {
  /** Without any secret. */
  readonly address: string;
  /** Creates a client with `CLIENT_OPTIONS`, which waits for as long as `retryStrategy` says before it tries again. */
  createClient(retryStrategy: () => number): Redis;
}

/** Creates a connection that isn't made yet. Never throws because the server is down. */
export function createConnection({ address, createClient }: ConnectionSource): Connection {
  const link: Link = {
    client: createClient(() => backoffMs(++link.failures)),
    count: 0,
    failures: 0,
    trouble: null,
    displacedAt: Number.NEGATIVE_INFINITY,
    isDropping: false,
    isClosed: false,
    waiting: null,
  };
  follow(link);
  return {
    address,
    count: () => link.count,
    ready: () => ready(link),
    send: ([name = "", ...args]) => link.client.call(name, ...args),
    proven() {
      link.failures = 0;
      link.trouble = null;
    },
    drop: () => drop(link),
    displaced: () => displaced(link),
    dropIfSilent: (late, silentAt) => dropIfSilent(link, late, silentAt),
    close() {
      link.isClosed = true;
      link.client.disconnect();
    },
  };
}

function follow(link: Link): void {
  const { client } = link;
  client.on("error", (error: unknown) => {
    link.trouble = error;
    // Stryker disable next-line ConditionalExpression: the client gives this connection up by itself
    if (!isBeyondRepair(error)) return;
    settle(link, error);
    drop(link);
  });
  client.on("ready", () => {
    link.count += 1;
    // Stryker disable next-line ConditionalExpression: needs an order of events that nothing outside can cause
    if (!link.isDropping) settle(link, null);
  });
  client.on("close", () => {
    if (!link.isDropping) settle(link, link.trouble ?? new StoreError("The store closed the connection"));
    link.isDropping = false;
  });
  client.on("end", () => {
    link.isDropping = false;
    // Stryker disable next-line LogicalOperator: the client refuses waiters of a closed connection too
    settle(link, link.trouble ?? new StoreError("The store is closed"));
  });
}

function settle(link: Link, error: unknown): void {
  if (error === null) link.waiting?.resolve();
  else link.waiting?.reject(error);
  link.waiting = null;
}

async function ready(link: Link): Promise<void> {
  const { client } = link;
  if (link.isClosed) throw new StoreError("The store is closed");
  // Between the server's hanging up and the client's noticing, a command would only fail.
  if (client.status === "ready" && !client.stream.writable) drop(link);
  if (client.status === "ready" && !link.isDropping) return;
  link.waiting ??= Promise.withResolvers();
  // Stryker disable next-line ConditionalExpression,StringLiteral: needs an order of events that nothing outside can cause
  if (client.status === "wait" || client.status === "end") client.connect().catch(() => {});
  await link.waiting.promise;
}

function drop(link: Link): void {
  // Stryker disable next-line ConditionalExpression: dropping twice has no further effect
  if (link.isDropping) return;
  link.isDropping = true;
  link.client.disconnect(true);
}

function displaced(link: Link): void {
  const now = performance.now();
  if (now - link.displacedAt < DISPLACED_PAUSE_MS) return;
  link.displacedAt = now;
  drop(link);
}

/** A caller may have had little time left: that it is late says nothing yet of the connection. */
function dropIfSilent(link: Link, late: AbortSignal, silentAt: number): void {
  const { stream } = link.client;
  const heard = stream.bytesRead;
  const judge = () => {
    if (stream === link.client.stream && stream.bytesRead === heard) drop(link);
  };
  late.addEventListener("abort", () => {
    const leftMs = silentAt - performance.now();
    // Timers may be a millisecond early.
    if (leftMs > 1) setTimeout(judge, leftMs).unref();
    else judge();
  });
}

/**
 * Two errors after which the client goes on as if nothing were wrong: it works on database 0 when
 * the one asked for was refused, and it drops a reply that belongs to no call.
 */
function isBeyondRepair(error: unknown): boolean {
  // Stryker disable next-line ConditionalExpression,BooleanLiteral: the client gives this connection up by itself
  if (!(error instanceof Error)) return false;
  // Stryker disable next-line ConditionalExpression,LogicalOperator,OptionalChaining: the client gives this connection up by itself
  const isSelect = "command" in error && (error.command as { name?: unknown } | undefined)?.name === "select";
  // Stryker disable next-line ConditionalExpression,StringLiteral: the client gives this connection up by itself
  return isSelect || error.message.startsWith("Command queue state error");
}
