import AxeBuilder from "@axe-core/playwright";
import { startFaultProxy } from "@curfew/testing/fault-proxy";
import { signUp, stolenCookies } from "@curfew/testing/people";
import { startRedis } from "@curfew/testing/redis-server";
import { expect, test } from "./support/test.ts";

test("while the blacklist is down no session is accepted or ended", async ({ page, context, start }) => {
  const redis = await startRedis({ appendonly: true });
  const app = await start({ REDIS_URL: redis.url });
  const me = await signUp(context.request, app.address);
  await page.goto(`${app.address}/dashboard`);
  await expect(page.getByText(me.email)).toBeVisible();
  const cookies = await stolenCookies(context);

  await redis.kill();
  const answer = await page.goto(`${app.address}/dashboard?down`);
  expect(answer?.status()).toBe(503);
  expect(answer?.headers()["retry-after"]).toMatch(/^\d+$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Temporarily unavailable");
  await expect(page).toHaveTitle("Temporarily unavailable · Curfew");
  await expect(page.getByText(me.email)).toHaveCount(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  expect(await stolenCookies(context)).toBe(cookies);
  expect((await fetch(`${app.address}/healthz`)).status).toBe(200);
  const ready = await fetch(`${app.address}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ready: false, blacklist: "down", database: "up" });

  await expect(page.getByRole("status")).toHaveText("Still trying…");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await redis.restart();
  // By itself.
  await expect(page.getByText(me.email).first()).toBeVisible({ timeout: 30_000 });
  expect((await fetch(`${app.address}/readyz`)).status).toBe(200);
  await redis.stop();
});

test("a page that renews keeps one deadline, and loses nothing", async ({ page, context, start }) => {
  const redis = await startRedis();
  const proxy = await startFaultProxy({ target: redis.url, protocol: "redis" });
  const app = await start({
    ...{ REDIS_URL: proxy.url, BLACKLIST_TIMEOUT_MS: "1000" },
    ...{ ACCESS_TOKEN_SECONDS: "6", CLOCK_TOLERANCE_SECONDS: "0" },
  });
  const me = await signUp(context.request, app.address);
  await expect.poll(() => context.request.get(`${app.address}/api/trpc/account.me`).then((a) => a.status())).toBe(401);
  // One question about the refresh token, and a second for the page.
  await proxy.set({ kind: "latency", ms: 600 });
  const answer = await page.goto(`${app.address}/dashboard`);
  expect(answer?.status()).toBe(503);
  await proxy.set(null);
  await page.goto(`${app.address}/dashboard`);
  await expect(page.getByText(me.email)).toBeVisible();
  await proxy.close();
  await redis.stop();
});

test("without scripts, an unconfirmed logout says so, and can be retried", async ({ browser, start }) => {
  const redis = await startRedis({ appendonly: true });
  const app = await start({ REDIS_URL: redis.url });
  const plain = await browser.newContext({ baseURL: app.address, javaScriptEnabled: false });
  await signUp(plain.request, app.address);
  const page = await plain.newPage();
  await page.goto("/dashboard");
  const cookies = await stolenCookies(plain);

  await redis.kill();
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.getByRole("button", { name: "Log out" }).click(),
  ]);
  expect([answer.status(), answer.headers()["cache-control"]]).toEqual([503, expect.stringContaining("no-store")]);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You may still be logged in");
  expect(await stolenCookies(plain)).toBe(cookies);
  const link = await plain.request.get("/logout");
  expect(link.status()).toBe(405);

  await redis.restart();
  await expect.poll(async () => (await fetch(`${app.address}/readyz`)).status).toBe(200);
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page).toHaveURL("/login");
  expect(await plain.cookies()).toEqual([]);
  await plain.close();
  await redis.stop();
});
