import { mutate, signUp } from "@curfew/testing/people";
import type { BrowserContext } from "@playwright/test";
import { expect, HASTY, test } from "./support/test.ts";

test("a person whose access token has expired goes on without noticing", async ({ page, context, hasty: app }) => {
  const me = await signUp(context.request, app.address);
  await page.goto(`${app.address}/dashboard`);
  await expect(page.getByRole("timer")).toHaveText("expired");
  await page.getByRole("button", { name: "Copy and revoke" }).click();
  await expect(page.getByText("401 token_revoked")).toBeVisible();
  await expect(page.getByRole("timer")).toHaveText("expired");
  await page.goto(`${app.address}/dashboard?again`);
  await expect(page.getByText(me.email)).toBeVisible();
});

test("a page fetched on suspicion renews nothing", async ({ context, hasty: app }) => {
  await signUp(context.request, app.address);
  const headers = { cookie: await refreshCookie(context) };
  for (const prefetch of [{ "next-router-prefetch": "1", rsc: "1" }, { "sec-purpose": "prefetch;prerender" }]) {
    const answer = await fetch(`${app.address}/dashboard`, {
      headers: { ...headers, ...prefetch },
      redirect: "manual",
    });
    expect(answer.status).toBe(307);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
});

test("no page sets a cookie, and no late one restores old tokens", async ({ page, context, hasty: app }) => {
  await signUp(context.request, app.address);
  const old = { cookie: await refreshCookie(context) };
  const open = () => fetch(`${app.address}/dashboard`, { headers: old, redirect: "manual" });
  // Two at once, and again: none uses the token up that the others came with.
  for (const answer of await Promise.all([open(), open(), open()])) {
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("cache-control")).toContain("no-store");
  }
  // A page that began before a login and arrives after it.
  const { email } = await signUp(context.request, app.address);
  expect((await open()).headers.getSetCookie()).toEqual([]);
  await page.goto(`${app.address}/dashboard`);
  await expect(page.getByText(email).first()).toBeVisible();
});

test("a page rendered before its browser renewed goes on", async ({ page, context, start }) => {
  const app = await start({ ...HASTY, REFRESH_GRACE_SECONDS: "0" });
  const me = await signUp(context.request, app.address);
  const before = await refreshCookie(context);
  await expect.poll(() => status(context, app.address), { timeout: 15_000 }).toBe(401);
  const renewed = page.waitForResponse(/auth\.refresh/);
  await page.goto(`${app.address}/dashboard`);
  await expect(page.getByText(me.email).first()).toBeVisible();
  expect((await renewed).status()).toBe(200);
  expect(await refreshCookie(context)).not.toBe(before);
  expect(await status(context, app.address)).toBe(200);
});

test("a used refresh token opens no page, and ends its session", async ({ context, start }) => {
  const app = await start({ ...HASTY, REFRESH_GRACE_SECONDS: "0" });
  await signUp(context.request, app.address);
  const old = { cookie: await refreshCookie(context) };
  expect((await mutate(context.request, app.address, "auth.refresh")).status()).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const answer = await fetch(`${app.address}/dashboard`, { headers: old, redirect: "manual" });
  expect(answer.status).toBe(307);
  expect(await status(context, app.address)).toBe(401);
});

test("a page whose renewal must wait says so, instead of the login page", async ({ page, context, hasty: app }) => {
  const me = await signUp(context.request, app.address);
  const refresh = () => mutate(context.request, app.address, "auth.refresh");
  const waits = () => refresh().then((answer) => answer.status() === 429);
  for (let exchanges = 0; exchanges < 130 && !(await waits()); exchanges += 1);
  expect(await (await refresh()).json()).toMatchObject({ error: { data: { reason: "too_many_attempts" } } });
  const before = await refreshCookie(context);
  await context.clearCookies({ name: "access_token" });
  const answer = await page.goto(`${app.address}/dashboard`);
  expect([answer?.status(), answer?.url()]).toEqual([503, `${app.address}/dashboard`]);
  expect(answer?.headers()["retry-after"]).toMatch(/^\d+$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Temporarily unavailable");
  await expect(page.getByText(me.email)).toHaveCount(0);
  expect(await refreshCookie(context)).toBe(before);
});

test("another app's cookie in place of the access token ends no session", async ({ page, context, start }) => {
  const app = await start();
  const me = await signUp(context.request, app.address);
  await context.addCookies([{ name: "access_token", value: "of-another-app", url: app.address }]);
  await page.goto(`${app.address}/dashboard`);
  await expect(page.getByText(me.email).first()).toBeVisible();
  await expect.poll(() => status(context, app.address)).toBe(200);
});

async function refreshCookie(context: BrowserContext): Promise<string> {
  const refresh = (await context.cookies()).find(({ name }) => name === "refresh_token");
  return `refresh_token=${refresh?.value}`;
}

async function status({ request }: BrowserContext, address: string): Promise<number> {
  return (await request.get(`${address}/api/trpc/account.me`)).status();
}

test("a token that can't be renewed is shown as an ended session", async ({ page, context, start }) => {
  const app = await start({ ...HASTY, SESSION_SECONDS: "6", REFRESH_TOKEN_SECONDS: "6" });
  await signUp(context.request, app.address);
  // No word from the server: what is told is the page's own.
  await page.route(/api\/trpc/, (route) => route.abort());
  await page.goto(`${app.address}/dashboard`);
  await expect(page.getByText("until it expires")).toBeVisible();
  await expect(page.getByText("Session over")).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText("will be renewed by the next request")).toHaveCount(0);
});
