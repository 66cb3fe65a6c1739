import { expect, test } from "vitest";
import { bearer, createWorld, RECORDS } from "./world/world.ts";

interface Minute {
  readonly blacklist: Record<"questions" | "p50" | "p95" | "records", number | null>;
}

interface Stats {
  readonly total: Record<string, number>;
  readonly series: readonly (Minute & Record<string, number> & { at: string; refused: Record<string, number> })[];
}

test("The last hour is shown by minute, older minutes are dropped", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { browser, email, credentials } = await world.person();
  const { refreshToken } = await world.tokens(credentials);
  world.pass(120);
  await world.client().mutate("auth.token", { email, password: "some other phrase" });
  await world.client().query("account.me", undefined, bearer("nonsense"));
  const headers = { ...bearer("nonsense"), accept: "text/event-stream" };
  await (await world.client().send("sessions.watch", { headers })).text();
  await world.client().mutate("auth.refresh", { refreshToken });
  world.pass(60);
  await world.client().mutate("auth.refresh", { refreshToken });
  await browser.mutate("auth.logout");
  const { data } = await admin.browser.query("admin.stats");
  const { total, series } = data as Stats;
  expect(total).toEqual({ signups: 2, logins: 1, loginsRefused: 1, ended: 1, reused: 1 });
  expect(series).toHaveLength(60);
  expect(series.at(-1)).toMatchObject({ ended: 1, reused: 1, logins: 0, refused: { token_revoked: 1 } });
  expect(series.at(-2)).toMatchObject({ loginsRefused: 1, refused: { credentials_invalid: 1, token_invalid: 2 } });
  expect(series.at(-4)).toMatchObject({ signups: 2, logins: 1, refused: {} });
  world.pass(3600);
  await admin.browser.mutate("auth.refresh");
  expect(((await admin.browser.query("admin.stats")).data as Stats).total).toMatchObject({ signups: 0, logins: 0 });
});

test("Minutes that are over are counted once, however often an administrator looks", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  await admin.browser.query("admin.stats");
  const asked: string[] = [];
  world.database.before = (method) => void asked.push(method);
  await admin.browser.query("admin.stats");
  expect(asked.filter((method) => method === "audit.counts")).toHaveLength(1);
});

test("An event that arrives late is still counted", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const [signup] = world.database.events;
  world.pass(60);
  await admin.browser.query("admin.stats");
  if (signup) await world.database.audit.record([signup]);
  const { data } = await admin.browser.query("admin.stats");
  expect((data as Stats).total).toMatchObject({ signups: 2 });
});

test("The store's latency is shown by minute: count, median, 95th percentile", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  for (let ms = 1; ms <= 100; ms += 1) world.gauge.took(ms);
  world.pass(60);
  world.gauge.took(0);
  world.gauge.took(1e9);
  const { series } = (await admin.browser.query("admin.stats")).data as Stats;
  const [before, last] = [series.at(-2)?.blacklist, series.at(-1)?.blacklist];
  expect(before?.questions).toBe(100);
  expect(before?.p50).toBeGreaterThanOrEqual(50);
  expect(before?.p50).toBeLessThanOrEqual(55);
  expect(before?.p95).toBeGreaterThanOrEqual(95);
  expect(before?.p95).toBeLessThanOrEqual(104.5);
  expect(last).toMatchObject({ questions: 2, records: RECORDS });
  expect(series.at(-3)?.blacklist).toEqual({ questions: 0, p50: null, p95: null, records: null });
});
