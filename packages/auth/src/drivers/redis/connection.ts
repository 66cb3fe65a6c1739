import { Redis } from "ioredis";
import { StoreError } from "../../blacklist/store.ts";
import { addressOf } from "./address.ts";

/** A connection that is made by the first call, and made again whenever it is lost. */
export interface Connection {
  readonly client: Redis;
  /** Resolves once commands can be sent; rejects if the attempt to connect that is under way fails. */
  ready(): Promise<void>;
  /** The server gave a good answer: if the connection is lost, the next attempt comes at once. */
  proven(): void;
  /** The connection can't be trusted: it is given up for a new one. */
  drop(): void;
  /**
   * Drops the connection if a command that is sent now is late and nothing at all has arrived since.
   * TCP would keep one that swallows commands, as after a lost route, for minutes.
   */
  dropIfSilent(late: AbortSignal): void;
  close(): void;
}

/** More than a call may take, so that a slow connection is there for the calls after; little enough to recover soon. */
const CONNECT_MS = 1_500;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 400;

const CLIENT_OPTIONS = {
  lazyConnect: true,
  connectTimeout: CONNECT_MS,
  disconnectTimeout: 100,
  // Nothing is sent late or twice: neither from a queue nor over the next connection.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // Nothing is sent that nobody asked for, and nothing arrives: each reply belongs to a call.
  protocol: 2,
  disableClientInfo: true,
  enableReadyCheck: false,
} as const;

/** Throws RangeError on a bad URL, and never because the server is down. */
export function connectionTo(url: string): Connection {
  let failures = 0;
  let trouble: unknown = null;
  let dropping = false;
  let closed = false;
  let waiting: PromiseWithResolvers<void> | null = null;

  const client = new Redis({
    ...addressOf(url),
    ...CLIENT_OPTIONS,
    retryStrategy: () => pauseAfter(++failures),
  });

  function settle(error: unknown): void {
    if (error === null) waiting?.resolve();
    else waiting?.reject(error);
    waiting = null;
  }

  function drop(): void {
    if (dropping) return;
    dropping = true;
    client.disconnect(true);
  }

  client.on("error", (error: unknown) => {
    trouble = error;
    if (!isBeyondRepair(error)) return;
    settle(error);
    drop();
  });
  client.on("ready", () => {
    if (!dropping) settle(null);
  });
  client.on("close", () => {
    if (!dropping) settle(trouble ?? new StoreError("The store closed the connection"));
    dropping = false;
  });
  client.on("end", () => settle(trouble ?? new StoreError("The store is closed")));

  return {
    client,

    async ready() {
      if (closed) throw new StoreError("The store is closed");
      // Between the server's hanging up and the client's noticing, a command would only fail.
      if (client.status === "ready" && !client.stream.writable) drop();
      if (client.status === "ready" && !dropping) return;
      waiting ??= Promise.withResolvers();
      if (client.status === "wait" || client.status === "end") client.connect().catch(() => {});
      await waiting.promise;
    },

    proven() {
      failures = 0;
      trouble = null;
    },

    drop,

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

/** Counts failures until an answer came, not until a connection was accepted: proxies accept for dead servers. */
function pauseAfter(failures: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10), LONGEST_PAUSE_MS);
  return Math.round(pause * (0.5 + Math.random() / 2));
}

/**
 * Two errors after which the client goes on as if nothing were wrong: it works on database 0 when
 * the one asked for was refused, and it drops a reply that belongs to no call.
 */
function isBeyondRepair(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isSelect = "command" in error && (error.command as { name?: unknown } | undefined)?.name === "select";
  return isSelect || error.message.startsWith("Command queue state error");
}
