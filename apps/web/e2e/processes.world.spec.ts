import { mutate, signUp, stolenCookies } from "@curfew/testing/people";
import { expect, test } from "./support/test.ts";

test("a logout at one process is in force at the other", async ({ page, context, start }) => {
  const first = await start();
  const second = await start({ APP_ORIGIN: first.address });
  await signUp(context.request, first.address);
  const cookie = await stolenCookies(context);
  const ask = (address: string) => fetch(`${address}/api/trpc/account.me`, { headers: { cookie } });
  expect((await ask(second.address)).status).toBe(200);
  await page.goto(`${first.address}/dashboard`);
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page).toHaveURL(`${first.address}/login`);
  for (const { address } of [second, first]) {
    const answer = await ask(address);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { data: { reason: "token_revoked" } } });
  }
});

test("processes that start at once in an empty folder share one key", async ({ start, playwright }) => {
  const origin = "http://localhost:1";
  const apps = await Promise.all([1, 2, 3].map(() => start({ APP_ORIGIN: origin })));
  const keys = await Promise.all(
    apps.map(async ({ address }) => (await fetch(`${address}/.well-known/jwks.json`)).text()),
  );
  expect(new Set(keys).size).toBe(1);
  const request = await playwright.request.newContext();
  const [first, ...others] = apps.map(({ address }) => address);
  const headers = { origin };
  const data = { name: "Ada", email: "ada@example.com", password: "tidal copper marmalade" };
  expect((await request.post(`${first}/api/trpc/auth.signup`, { data, headers })).ok()).toBe(true);
  for (const address of others) expect((await request.get(`${address}/api/trpc/account.me`)).status()).toBe(200);
  await request.dispose();
});

test("a logout that was answered outlives kill -9", async ({ context, start }) => {
  const app = await start();
  await signUp(context.request, app.address);
  const cookie = await stolenCookies(context);
  expect((await mutate(context.request, app.address, "auth.logout")).status()).toBe(200);
  await app.end("SIGKILL");
  const again = await start({ PORT: String(app.port) });
  const answer = await fetch(`${again.address}/api/trpc/account.me`, { headers: { cookie } });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ error: { data: { reason: "token_revoked" } } });
});

test("a process told to stop ends by itself, open streams included", async ({ page, context, start }) => {
  const app = await start();
  await signUp(context.request, app.address);
  const watching = page.waitForResponse(/sessions\.watch/);
  await page.goto(`${app.address}/dashboard`);
  await watching;
  expect(await app.end("SIGTERM")).toBe(0);
});

test("a login outlives a restart", async ({ page, context, start }) => {
  const app = await start();
  const me = await signUp(context.request, app.address);
  await app.end("SIGTERM");
  const again = await start({ PORT: String(app.port) });
  await page.goto(`${again.address}/dashboard`);
  await expect(page.getByText(me.email)).toBeVisible();
});
