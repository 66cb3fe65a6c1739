import { Redis } from "ioredis";
import { onTestFinished, vi } from "vitest";
import { type FaultProxy, type RedisFault, type RestFault, startFaultProxy } from "../../src/fault-proxy/index.ts";

/** How long a client waits for an answer that never comes. */
export const SHORT_MS = 400;
/** How long one waits for an answer that does come. */
export const LONG_MS = 20_000;

/** A proxy that ends with the test. */
export async function proxyTo(protocol: "redis", target: string): Promise<FaultProxy<RedisFault>>;
export async function proxyTo(protocol: "rest", target: string): Promise<FaultProxy<RestFault>>;
export async function proxyTo(protocol: "redis" | "rest", target: string) {
  const proxy = await startFaultProxy({ target, protocol });
  onTestFinished(() => proxy.close());
  return proxy;
}

/** The real client: it says soon that something is wrong, sends nothing twice, and connects again. */
export function ioredis(url: string, patienceMs = LONG_MS): Redis {
  const client = new Redis(url, {
    commandTimeout: patienceMs,
    socketTimeout: patienceMs,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: () => 20,
  });
  client.on("error", () => {});
  onTestFinished(() => client.disconnect());
  return client;
}

/** Waits until what is asked resolves. */
export function eventually<T>(ask: () => Promise<T>): Promise<T> {
  return vi.waitFor(ask, { timeout: LONG_MS, interval: 20 });
}
