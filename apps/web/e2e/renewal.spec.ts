import { mutate, signUp } from "@curfew/testing/people";
import { refreshCookie, status } from "./support/cookies.ts";
import { expect, test } from "./support/test.ts";

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

test("another app's cookie in place of the access token ends no session", async ({ page, context, me, app }) => {
  await context.addCookies([{ name: "access_token", value: "of-another-app", url: app.address }]);
  await page.goto(`${app.address}/dashboard`);
  await expect(page.getByText(me.email).first()).toBeVisible();
  await expect.poll(() => status(context, app.address)).toBe(200);
});
