import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { newPerson, PATIENCE, type Service, startService } from "./support.ts";

/** The samples of one figure that aren't 0, by their labels. */
async function samplesOf({ figures }: Service, name: string): Promise<Record<string, number>> {
  const all = [...(await figures())].filter(([sample, value]) => sample.startsWith(`${name}{`) && value > 0);
  return Object.fromEntries(all.map(([sample, value]) => [sample.slice(name.length), value]));
}

test("Calls are counted by procedure, outcome and reason, in batches too", async () => {
  const service = await startService();
  const { accessToken: token } = await service.tokens();
  await service.call("account.me,account.me,admin.users?batch=1", { token });
  await service.call("account.me");
  await service.call("auth.login", { input: { email: "not an address" } });
  expect(await samplesOf(service, "curfew_calls_total")).toEqual({
    '{procedure="auth.signup",outcome="ok",reason=""}': 1,
    '{procedure="auth.token",outcome="ok",reason=""}': 1,
    '{procedure="account.me",outcome="ok",reason=""}': 2,
    '{procedure="admin.users",outcome="refused",reason="role_required"}': 1,
    '{procedure="account.me",outcome="refused",reason="token_missing"}': 1,
    '{procedure="auth.login",outcome="refused",reason="input_invalid"}': 1,
  });
});

test("Requests are counted by route and status", async () => {
  const service = await startService();
  await service.call("account.me");
  await fetch(`${service.origin}/login`);
  await expect
    .poll(() => samplesOf(service, "curfew_http_requests_total"), PATIENCE)
    .toMatchObject({ '{route="/api/trpc/account.me",status="401"}': 1, '{route="/login",status="200"}': 1 });
});

test("Whatever clients make up, the figures stay as many as they are", async () => {
  const service = await startService();
  const stir = async (canary: string) => {
    await service.call(`${canary}.${canary}`, { token: canary, headers: { "x-request-id": canary } });
    await service.call(`${canary},account.me?batch=1`, { headers: { cookie: `access_token=${canary}` } });
    await service.call("auth.login", { input: { email: `${canary}@example.com`, password: canary } });
    for (const path of [canary, `dashboard/${canary}`, `_next/static/${canary}`, `%2flogin?${canary}`]) {
      await fetch(`${service.origin}/${path}`);
    }
  };
  // Reading the figures is counted too, from the second time on.
  const namesOf = async () =>
    [...(await service.figures()).keys()].filter((name) => /^curfew_(?!.*metrics)/.test(name));
  await stir("canary");
  await service.requests(7);
  const names = await namesOf();
  await stir("parrot");
  await service.requests(14);
  expect(await namesOf()).toEqual(names);
  expect(names.join()).not.toMatch(/canary|parrot/);
});

test("Events, limit hits and token reuse are counted", async () => {
  const service = await startService({ LOGIN_ATTEMPTS: "2", REFRESH_GRACE_SECONDS: "0" });
  const { call, tokens, figures } = service;
  const person = newPerson();
  const { refreshToken } = await tokens(person);
  const { accessToken } = await tokens(newPerson());
  for (let i = 0; i < 4; i++) await call("auth.token", { input: { ...person, password: "a wrong one, and long" } });
  const next = (await (await call("auth.refresh", { input: { refreshToken } })).json()) as {
    result: { data: { refreshToken: string } };
  };
  await call("auth.refresh", { input: { refreshToken: next.result.data.refreshToken } });
  await call("auth.refresh", { input: { refreshToken } });
  await call("auth.logout", { input: null, token: accessToken });
  expect(await samplesOf(service, "curfew_events_total")).toEqual({
    ...{ '{event="signup"}': 2, '{event="login"}': 2, '{event="login_refused"}': 2 },
    ...{ '{event="refresh_reused"}': 1, '{event="logout"}': 1 },
  });
  expect((await figures()).get("curfew_attempt_limit_hits_total")).toBe(2);
});

test("Store latency is measured, and the breaker shows outage and recovery", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const service = await startService({ REDIS_URL: redis.url, BLACKLIST_TIMEOUT_MS: "2000" });
  const { call, figures } = service;
  const count = 'curfew_blacklist_duration_seconds_count{driver="redis",operation="read",outcome=';
  const breaker = 'curfew_blacklist_breaker_open{driver="redis"}';
  const { accessToken: token } = await service.tokens();
  await call("account.me", { token });
  expect((await figures()).get(`${count}"ok"}`)).toBe(1);
  expect((await figures()).get('curfew_blacklist_generations_total{driver="redis"}')).toBe(1);
  expect((await figures()).get(breaker)).toBe(0);
  await redis.kill();
  for (let i = 0; i < 6; i++) expect((await call("account.me", { token })).status).toBe(503);
  const down = await figures();
  expect(down.get(breaker)).toBe(1);
  expect(down.get(`${count}"failed"}`)).toBeGreaterThanOrEqual(3);
  expect(down.get('curfew_calls_total{procedure="account.me",outcome="failed",reason="blacklist_unavailable"}')).toBe(
    6,
  );
  await redis.restart();
  await expect.poll(async () => (await call("account.me", { token })).status, PATIENCE).toBe(200);
  const up = await figures();
  expect(up.get(breaker)).toBe(0);
  expect(up.get('curfew_blacklist_losses_total{driver="redis"}')).toBe(1);
  expect(up.get('curfew_blacklist_recoveries_total{driver="redis"}')).toBe(1);
  expect(up.get('curfew_blacklist_generations_total{driver="redis"}')).toBe(1);
});

test("Process metrics and waiting hashes are there from the start", async () => {
  const figures = await (await startService()).figures();
  for (const name of ["process_resident_memory_bytes", "nodejs_eventloop_lag_p99_seconds"]) {
    expect(figures.get(name), name).toBeGreaterThanOrEqual(0);
  }
  for (const name of ["curfew_hashing_running", "curfew_hashing_waiting", "curfew_attempt_limit_hits_total"]) {
    expect(figures.get(name), name).toBe(0);
  }
  expect(figures.get('curfew_events_total{event="refresh_reused"}')).toBe(0);
});

test("Metrics are shown to this machine only, and never through proxies", async () => {
  const { origin } = await startService({ TRUSTED_PROXY_HOPS: "1" });
  const here = await fetch(`${origin}/metrics`);
  expect([here.status, here.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  expect(await here.text()).toContain("# TYPE curfew_calls_total counter");
  for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-proto"]) {
    const through = await fetch(`${origin}/metrics`, { headers: { [name]: "127.0.0.1" } });
    expect([name, through.status, await through.text()]).toEqual([name, 404, "Not found.\n"]);
  }
  expect((await fetch(`${origin}/metrics`, { method: "POST" })).status).toBe(404);
});
