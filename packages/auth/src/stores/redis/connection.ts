import type { Redis } from "ioredis";
import { StoreError } from "../../blacklist/store.ts";
import { backoffMs } from "./backoff.ts";
import { createClient } from "./client.ts";
import { formatRedisUrl, parseRedisUrl } from "./url.ts";

/** A connection that is made by the first call, and made again whenever it is lost. */
export interface Connection {
  readonly client: Redis;
  /** Where it leads, without any secret. */
  readonly address: string;
  /** How many connections there have been. */
  count(): number;
  /** Resolves once commands can be sent; rejects if the attempt to connect that is under way fails. */
  ready(): Promise<void>;
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
   * Drops the connection if a command that is sent now is late and nothing at all has arrived since.
   * TCP would keep one that swallows commands, as after a lost route, for minutes.
   */
  dropIfSilent(late: AbortSignal): void;
  close(): void;
}

/** Every drop fails what is under way, reads too, which a replica still answers. */
const DISPLACED_PAUSE_MS = 1_000;

/** Throws RangeError on a bad URL, and never because the server is down. */
export function createConnection(url: string, keyPrefix: string): Connection {
  const address = parseRedisUrl(url);
  let count = 0;
  let failures = 0;
  let displacedAt = Number.NEGATIVE_INFINITY;
  let trouble: unknown = null;
  let dropping = false;
  let closed = false;
  let waiting: PromiseWithResolvers<void> | null = null;

  // Counts failures until an answer came, not until a connection was accepted: proxies accept for dead servers.
  const client = createClient(address, keyPrefix, () => backoffMs(++failures));

  function settle(error: unknown): void {
    if (error === null) waiting?.resolve();
    else waiting?.reject(error);
    waiting = null;
  }

  function drop(): void {
    // Stryker disable next-line ConditionalExpression: dropping twice has no further effect
    if (dropping) return;
    dropping = true;
    client.disconnect(true);
  }

  client.on("error", (error: unknown) => {
    trouble = error;
    // Stryker disable next-line ConditionalExpression: the client gives this connection up by itself
    if (!isBeyondRepair(error)) return;
    settle(error);
    drop();
  });
  client.on("ready", () => {
    count += 1;
    // Stryker disable next-line ConditionalExpression: needs an order of events that nothing outside can cause
    if (!dropping) settle(null);
  });
  client.on("close", () => {
    if (!dropping) settle(trouble ?? new StoreError("The store closed the connection"));
    dropping = false;
  });
  client.on("end", () => {
    dropping = false;
    // Stryker disable next-line LogicalOperator: the client refuses waiters of a closed connection too
    settle(trouble ?? new StoreError("The store is closed"));
  });

  return {
    client,
    address: formatRedisUrl(address),
    count: () => count,

    async ready() {
      if (closed) throw new StoreError("The store is closed");
      // Between the server's hanging up and the client's noticing, a command would only fail.
      if (client.status === "ready" && !client.stream.writable) drop();
      if (client.status === "ready" && !dropping) return;
      waiting ??= Promise.withResolvers();
      // Stryker disable next-line ConditionalExpression,StringLiteral: needs an order of events that nothing outside can cause
      if (client.status === "wait" || client.status === "end") client.connect().catch(() => {});
      await waiting.promise;
    },

    proven() {
      failures = 0;
      trouble = null;
    },

    drop,

    displaced() {
      const now = performance.now();
      if (now - displacedAt < DISPLACED_PAUSE_MS) return;
      displacedAt = now;
      drop();
    },

    dropIfSilent(late) {
      const { stream } = client;
      const heard = stream.bytesRead;
      late.addEventListener("abort", () => stream.bytesRead === heard && drop());
    },

    close() {
      closed = true;
      client.disconnect();
    },
  };
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
