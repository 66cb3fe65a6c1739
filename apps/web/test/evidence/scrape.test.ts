import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { createMetrics } from "../../src/server/metrics/metrics.ts";
import { createScrape } from "../../src/server/metrics/scrape.ts";
import { startService } from "./support.ts";

function scrapeFrom(peer: string): Promise<Response> | Response {
  const app = {
    metrics: createMetrics("memory"),
    api: { hashing: () => ({ running: 0, waiting: 0 }) },
    warnings: { current: () => [] },
  } as unknown as Parameters<typeof createScrape>[0];
  return createScrape(app)(new Request("http://localhost/metrics"), { peer, address: "127.0.0.1" });
}

test.for([
  ["127.0.0.1", 200],
  ["127.9.9.9", 200],
  ["::1", 200],
  ["10.0.0.1", 404],
  ["192.168.1.1", 404],
  ["203.0.113.1", 404],
  ["fe80::1", 404],
  ["::", 404],
  ["unknown", 404],
] as const)("Figures for whoever connects from %s: %i", async ([peer, status]) => {
  expect((await scrapeFrom(peer)).status).toBe(status);
});

test("Who asks at another address of this machine comes from outside", async () => {
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === "IPv4" && !each.internal);
  const { port } = await startService();
  // A machine without a network has only itself to be asked by.
  const { status } = await fetch(`http://${outer?.address ?? "127.0.0.1"}:${port}/metrics`);
  expect(status).toBe(outer === undefined ? 200 : 404);
});
