import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { generateKeySet } from "@curfew/auth";
import { expect, onTestFinished, test } from "vitest";
import { createScrape } from "../../src/backend/observability/metrics/scrape.ts";
import { createMetricsServer } from "../../src/server/http/metrics-server.ts";
import { startService } from "./support.ts";

const PUBLIC = { APP_ORIGIN: "https://app.example", AUTH_SIGNING_KEYS: JSON.stringify(await generateKeySet()) };
const TOKEN = "a-word-for-those-who-collect";

function scrapeFrom(peer: string, origin: string): Promise<Response> {
  const scrape = createScrape(async () => new Response("figures"), { origin, metricsPort: null, metricsToken: null });
  return scrape(new Request("http://localhost/metrics"), { peer });
}

async function metricsOf(address: string, authorization?: string): Promise<[number, boolean]> {
  const answer = await fetch(`${address}/metrics`, { headers: authorization === undefined ? {} : { authorization } });
  return [answer.status, (await answer.text()).includes("curfew_http_requests_total")];
}

/** Where figures have a listener of their own. */
async function startListener(service: Awaited<ReturnType<typeof startService>>, metricsToken: string | null) {
  const { app, shown } = service;
  const server = createMetricsServer(shown, { ...app.settings, metricsToken }, app.log);
  await once(server.listen(0), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** An address of this machine that others reach it by; a machine without a network has only itself to be asked by. */
const outer = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === "IPv4" && !each.internal)?.address;

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
] as const)("Metrics without a token, for a caller from %s: %i", async ([peer, status]) => {
  expect((await scrapeFrom(peer, "http://localhost:3000")).status).toBe(status);
  expect((await scrapeFrom(peer, "https://app.example")).status).toBe(404);
});

test("Who asks at another address of this machine comes from outside", async () => {
  const { port } = await startService();
  const { status } = await fetch(`http://${outer ?? "127.0.0.1"}:${port}/metrics`);
  expect(status).toBe(outer === undefined ? 200 : 404);
});

test("On a public origin metrics need a token", async () => {
  const { origin } = await startService(PUBLIC);
  expect(await metricsOf(origin)).toEqual([404, false]);
  expect(await metricsOf(origin, `Bearer ${TOKEN}`)).toEqual([404, false]);
});

test("The right token shows the metrics anywhere, others get 404", async () => {
  for (const more of [PUBLIC, {}]) {
    const { origin, port, log } = await startService({ ...more, METRICS_TOKEN: TOKEN });
    for (const address of [origin, `http://${outer ?? "127.0.0.1"}:${port}`]) {
      expect(await metricsOf(address, `Bearer ${TOKEN}`)).toEqual([200, true]);
      expect(await metricsOf(address, `bearer  ${TOKEN}`)).toEqual([200, true]);
      const wrong = [`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, "Bearer ", TOKEN, `Basic ${TOKEN}`, undefined];
      for (const each of wrong) expect([each, await metricsOf(address, each)]).toEqual([each, [404, false]]);
    }
    const there = await fetch(`${origin}/metrics`);
    const nowhere = await fetch(`${origin}/_next/nothing`);
    expect(await there.text()).toBe(await nowhere.text());
    expect(log.join()).not.toContain(TOKEN);
  }
});

test("A metrics port serves metrics only, to everyone or with token", async () => {
  const service = await startService({ ...PUBLIC, METRICS_PORT: "9464" });
  expect(await metricsOf(service.origin)).toEqual([404, false]);
  const open = await startListener(service, null);
  for (const host of ["127.0.0.1", "[::1]", outer ?? "127.0.0.1"]) {
    expect(await metricsOf(`http://${host}:${open}`)).toEqual([200, true]);
  }
  for (const path of ["/", "/readyz", "/metrics/", "/metricsx", "/api/trpc/account.me", "//metrics"]) {
    expect([path, (await fetch(`http://localhost:${open}${path}`)).status]).toEqual([path, 404]);
  }
  expect((await fetch(`http://localhost:${open}/metrics`, { method: "POST" })).status).toBe(404);
  const guarded = await startListener(service, TOKEN);
  expect(await metricsOf(`http://localhost:${guarded}`)).toEqual([404, false]);
  expect(await metricsOf(`http://localhost:${guarded}`, `Bearer ${TOKEN}`)).toEqual([200, true]);
});
