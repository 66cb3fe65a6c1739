import { stolenCookies } from "@curfew/testing/people";
import type { Route } from "@playwright/test";
import { expect, test } from "./support/test.ts";

/** The server does what it is asked, and the line breaks before its answer. */
async function loseAnswer(route: Route): Promise<void> {
  await route.fetch();
  await route.abort();
}

test("logging out leads to the login page and says so", { tag: "@smoke" }, async ({ page, me }) => {
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(me.name);
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("You’ve been logged out.");
  expect(await page.context().cookies()).toEqual([]);
});

test("cookies stolen before a logout open nothing after it", { tag: "@smoke" }, async ({ page, me, app, browser }) => {
  await page.goto("/dashboard");
  const cookies = await page.context().cookies();
  const cookie = await stolenCookies(page.context());
  const thief = await browser.newContext({ baseURL: app.address });
  await thief.addCookies(cookies);
  const stolen = await thief.newPage();
  await stolen.goto("/dashboard");
  await expect(stolen.getByRole("heading", { level: 1 })).toContainText(me.name);

  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page).toHaveURL("/login");
  await expect(stolen).toHaveURL("/login");

  await thief.clearCookies();
  await thief.addCookies(cookies);
  await stolen.goto("/dashboard");
  await expect(stolen).toHaveURL("/login?next=%2Fdashboard");
  await expect(stolen.getByText(me.name)).toHaveCount(0);
  await thief.close();

  const answer = await fetch(`${app.address}/api/trpc/account.me`, { headers: { cookie } });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ error: { data: { reason: "token_revoked" } } });
  const dashboard = await fetch(`${app.address}/dashboard`, { headers: { cookie }, redirect: "manual" });
  expect(dashboard.status).toBe(307);
  expect(dashboard.headers.get("location")).toBe("/login?next=%2Fdashboard");
  expect(await dashboard.text()).not.toContain(me.email);
});

test("after a logout the back button shows nothing private", { tag: "@ways" }, async ({ page, me }) => {
  await page.goto("/");
  await page.goto("/dashboard");
  await expect(page.getByText(me.email)).toBeVisible();
  await page.goto("/dashboard?again");
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page).toHaveURL("/login");
  await page.goBack();
  await expect(page).toHaveURL("/login?next=%2Fdashboard");
  await expect(page.getByText(me.email)).toHaveCount(0);
  await page.goBack();
  await expect(page).toHaveURL("/");
  await page.goForward();
  await expect(page.getByText(me.email)).toHaveCount(0);
});

test("other open tabs leave with the one that logs out", { tag: "@ways" }, async ({ page, context, me }) => {
  const other = await context.newPage();
  await other.goto("/dashboard");
  await expect(other.getByText(me.email)).toBeVisible();
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(other).toHaveURL("/login");
  await expect(other.getByRole("status")).toHaveText("You were logged out from another tab or device.");
  await expect(other.getByText(me.email)).toHaveCount(0);
});

test("a tab leaves within five seconds when its session ends elsewhere", async ({ page, me, app }) => {
  await page.goto("/dashboard");
  await expect(page.getByText(me.email)).toBeVisible();
  const watching = page.waitForResponse(/sessions\.watch/);
  await page.reload();
  await watching;
  const refresh = (await page.context().cookies()).find(({ name }) => name === "refresh_token");
  const answer = await fetch(`${app.address}/api/trpc/auth.revoke`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: refresh?.value }),
  });
  expect(answer.status).toBe(200);
  await expect(page).toHaveURL("/login", { timeout: 5_000 });
  await expect(page.getByText(me.email)).toHaveCount(0);
});

test("a logout that could not be answered is not claimed", async ({ page, me }) => {
  await page.goto("/dashboard");
  await page.route(/auth\.logout/, (route) => route.abort());
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("alert")).toContainText("You’re still logged in.");
  await page.unroute(/auth\.logout/);
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByText(me.email)).toHaveCount(0);
});

test("a logout whose answer is lost claims neither success nor a break-in", async ({ page, me }) => {
  await page.goto("/dashboard/account");
  await page.route(/auth\.logout/, loseAnswer, { times: 1 });
  // It stays dead.
  await page.route(/account\.me|sessions\.watch/, (route) => route.abort());
  await page.getByRole("button", { name: "Log out" }).click();
  const said = page.getByRole("alert");
  await expect(said).toContainText("You may still be logged in.");
  await expect(said).toContainText("doing it twice does no harm");
  await page.unroute(/account\.me|sessions\.watch/);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("You’ve been logged out.");
  await expect(page.getByText(me.email)).toHaveCount(0);
});

test("a logout whose answer alone is lost is found out", async ({ page, me }) => {
  await page.goto("/dashboard");
  await page.route(/auth\.logout/, loseAnswer, { times: 1 });
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("You’ve been logged out.");
  await expect(page.getByText(me.email)).toHaveCount(0);
});

test("without scripts one can log out", async ({ browser, me, context, app }) => {
  const plain = await browser.newContext({ baseURL: app.address, javaScriptEnabled: false });
  await plain.addCookies(await context.cookies());
  const page = await plain.newPage();
  await page.goto("/dashboard");
  await expect(page.getByText(me.email).first()).toBeVisible();
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await expect(page).toHaveURL("/login");
  expect(await plain.cookies()).toEqual([]);
  expect((await context.request.get("/api/trpc/account.me")).status()).toBe(401);
  await plain.close();
});

test("a logout before scripts have taken over says so too", async ({ page, me }) => {
  // None of our scripts runs: one that does may hear of the end first, and leave the page with another sentence.
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await released;
    await route.continue().catch(() => {});
  });
  await page.goto("/dashboard/account", { waitUntil: "commit" });
  await expect(page.getByText(me.email).first()).toBeVisible();
  // As the browser sends a form by itself: no handler of ours is asked.
  await page.evaluate(() => document.querySelector<HTMLFormElement>("form[action='/logout']")?.submit());
  await expect(page).toHaveURL("/login");
  release();
  await expect(page.getByRole("status")).toHaveText("You’ve been logged out.");
  expect(await page.context().cookies()).toEqual([]);
});
