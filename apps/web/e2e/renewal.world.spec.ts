import { mutate, signUp } from "@curfew/testing/people";
import { refreshCookie, status } from "./support/cookies.ts";
import { expect, HASTY, test } from "./support/test.ts";

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
