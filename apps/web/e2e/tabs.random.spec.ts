import { times } from "@curfew/testing/effort";
import { signUp } from "@curfew/testing/people";
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

/** Has a page ask again who is logged in, as it does whenever it is looked at. */
function lookAt(page: Page): Promise<void> {
  return page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
}

async function openTabs(context: BrowserContext, url: string, count: number): Promise<Page[]> {
  const tabs = await Promise.all(Array.from({ length: count }, () => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto(url)));
  return tabs;
}

function untilExpired(tab: Page): Promise<void> {
  return expect(tab.getByRole("timer")).toHaveText("expired");
}

/** Asks with the cookies that this browser holds now. */
async function isLoggedIn(context: BrowserContext, address: string): Promise<boolean> {
  const cookies = await context.cookies(address);
  const headers = { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") };
  return (await fetch(`${address}/api/trpc/account.me`, { headers })).ok;
}

test("five tabs that wake with an expired token renew together", async ({ context, hasty: app }) => {
  const me = await signUp(context.request, app.address);
  const tabs = await openTabs(context, `${app.address}/dashboard`, 5);
  // A slow one may come when the token is over already: then it renews on the login page, and goes on.
  await Promise.all(tabs.map((tab) => expect(tab.getByText(me.email)).toBeVisible()));
  const renewals: number[] = [];
  context.on("response", (response) => {
    if (response.url().includes("auth.refresh")) renewals.push(response.status());
  });
  for (let round = 1; round <= times(4); round += 1) {
    // The countdown shows when the page came; what counts is that the server has had enough of the token.
    await expect.poll(() => isLoggedIn(context, app.address), { timeout: 15_000 }).toBe(false);
    await Promise.all(tabs.map(lookAt));
    await expect.poll(() => isLoggedIn(context, app.address)).toBe(true);
    // That one tab has renewed reaches the others a moment later, where they are other processes: in
    // that moment a second one may renew once more.
    expect(renewals.every((status) => status === 200)).toBe(true);
    expect(renewals.length).toBeGreaterThanOrEqual(round);
    expect(renewals.length).toBeLessThanOrEqual(2 * round);
    for (const tab of tabs) {
      expect(new URL(tab.url()).pathname).toBe("/dashboard");
      await expect(tab.getByText(me.email)).toBeVisible();
    }
  }
});

test("a logout in one tab while another renews ends the session", async ({ context, hasty: app }) => {
  for (let round = 0; round < times(4); round += 1) {
    await signUp(context.request, app.address);
    const [renewing, leaving] = (await openTabs(context, `${app.address}/dashboard`, 2)) as [Page, Page];
    await untilExpired(leaving);
    await Promise.all([lookAt(renewing), leaving.getByRole("button", { name: "Log out" }).click()]);
    for (const tab of [renewing, leaving]) {
      await expect(tab).toHaveURL(/\/login/);
      await tab.close();
    }
    expect(await isLoggedIn(context, app.address)).toBe(false);
    const refresh = await context.request.post(`${app.address}/api/trpc/auth.refresh`, {
      headers: { origin: app.address, "content-type": "application/json" },
    });
    expect(refresh.status()).toBe(401);
  }
});

test("a suspended laptop with late timers wakes up logged in", async ({ page, context, hasty: app }) => {
  const me = await signUp(context.request, app.address);
  await page.clock.install();
  await page.goto(`${app.address}/dashboard`);
  await expect.poll(() => isLoggedIn(context, app.address), { timeout: 15_000 }).toBe(false);
  await page.clock.fastForward("08:00:00");
  await lookAt(page);
  await expect.poll(() => isLoggedIn(context, app.address)).toBe(true);
  await expect(page.getByText(me.email)).toBeVisible();
  await expect(page).toHaveURL(/\/dashboard$/);
});

test("a tab that goes offline stays logged in", async ({ page, context, hasty: app }) => {
  const me = await signUp(context.request, app.address);
  await page.goto(`${app.address}/dashboard`);
  await context.setOffline(true);
  await expect.poll(() => isLoggedIn(context, app.address), { timeout: 15_000 }).toBe(false);
  await lookAt(page);
  await expect(page.getByText(me.email)).toBeVisible();
  await context.setOffline(false);
  await lookAt(page);
  await expect.poll(() => isLoggedIn(context, app.address), { timeout: 15_000 }).toBe(true);
  await expect(page).toHaveURL(/\/dashboard$/);
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page).toHaveURL(/\/login/);
});
