import { type Person, signUp } from "@curfew/testing/people";
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

/** Has a page ask again who is logged in, as it does whenever it is looked at. */
/** Opens a private page, and waits until its scripts have taken over: what it is told before is heard by nothing. */
async function visit(page: Page, address: string): Promise<void> {
  const watching = page.waitForRequest(/sessions\.watch/);
  await page.goto(address);
  await watching;
}

function lookAt(page: Page): Promise<void> {
  return page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
}

async function enter(page: Page, { email, password }: Person) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

async function isLoggedIn({ request }: BrowserContext, address: string): Promise<boolean> {
  return (await request.get(`${address}/api/trpc/account.me`)).ok();
}

function untilExpired(context: BrowserContext, address: string): Promise<void> {
  return expect.poll(() => isLoggedIn(context, address), { timeout: 15_000 }).toBe(false);
}

/** What browsers, and what they are told to be like, keep from a page. Run in the page, before its own scripts. */
const LACKS = {
  "whose storage throws": () => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    }
  },
  "whose storage is null": () => {
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { value: null });
  },
  "whose storage is full": () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
  },
  "without locks and channels": () => {
    Object.defineProperty(navigator, "locks", { value: undefined });
    Object.defineProperty(window, "BroadcastChannel", { value: undefined });
  },
  "that refuses locks and channels": () => {
    navigator.locks.request = () => Promise.reject(new DOMException("Denied.", "SecurityError"));
    Object.defineProperty(window, "BroadcastChannel", {
      value: class {
        constructor() {
          throw new DOMException("Denied.", "SecurityError");
        }
      },
    });
  },
};

for (const [kind, lack] of Object.entries(LACKS)) {
  test(`a browser ${kind} logs in, renews and logs out`, async ({ page, context, hasty: app, playwright }) => {
    const request = await playwright.request.newContext();
    const me = await signUp(request, app.address);
    await request.dispose();
    await page.addInitScript(lack);
    await page.goto(`${app.address}/login`);
    await enter(page, me);
    await expect(page).toHaveURL(`${app.address}/dashboard`);
    await expect(page.getByText(me.email).first()).toBeVisible();
    await untilExpired(context, app.address);
    await lookAt(page);
    await expect.poll(() => isLoggedIn(context, app.address)).toBe(true);
    await page.getByRole("button", { name: "Log out", exact: true }).click();
    await expect(page).toHaveURL(`${app.address}/login`);
    await expect(page.getByText(me.email)).toHaveCount(0);
    expect(await isLoggedIn(context, app.address)).toBe(false);
  });
}

test("without channels a tab still leaves when another logs out", async ({ context, app, me }) => {
  await context.addInitScript(LACKS["without locks and channels"]);
  const [first, second] = [await context.newPage(), await context.newPage()];
  const watching = second.waitForResponse(/sessions\.watch/);
  await Promise.all([first.goto("/dashboard"), second.goto("/dashboard")]);
  await watching;
  await first.getByRole("button", { name: "Log out", exact: true }).click();
  await expect(second).toHaveURL(`${app.address}/login`);
  await expect(second.getByText(me.email)).toHaveCount(0);
});

test("a renewal that hangs in one tab holds no other for long", async ({ context, hasty: app }) => {
  await signUp(context.request, app.address);
  const [hanging, other] = [await context.newPage(), await context.newPage()];
  await Promise.all([hanging.goto(`${app.address}/dashboard`), other.goto(`${app.address}/dashboard`)]);
  await hanging.route(/auth\.refresh/, () => new Promise<void>(() => {}));
  await untilExpired(context, app.address);
  const asked = hanging.waitForRequest(/auth\.refresh/);
  await lookAt(hanging);
  await asked;
  await other.getByRole("button", { name: "Log out", exact: true }).click();
  await expect(other).toHaveURL(`${app.address}/login`, { timeout: 9_000 });
  expect(await isLoggedIn(context, app.address)).toBe(false);
  // Its line is dead: it leaves all the same.
  await expect(hanging).toHaveURL(`${app.address}/login`, { timeout: 15_000 });
});

test("a renewal that hangs ends in a sentence", async ({ page, context, hasty: app }) => {
  await signUp(context.request, app.address);
  await page.clock.install();
  await visit(page, `${app.address}/dashboard/sessions`);
  await untilExpired(context, app.address);
  await page.route(/auth\.refresh/, () => new Promise<void>(() => {}));
  const asked = page.waitForRequest(/auth\.refresh/);
  await lookAt(page);
  await asked;
  await page.clock.fastForward(16_000);
  await expect(page.getByRole("alert")).toContainText("We couldn’t reach the server.");
  await expect(page).toHaveURL(`${app.address}/dashboard/sessions`);
});

test("a clock that was an hour ahead logs no one out", async ({ page, context, hasty: app }) => {
  const me = await signUp(context.request, app.address);
  await page.clock.install({ time: Date.now() + 3_600_000 });
  await visit(page, `${app.address}/dashboard`);
  await expect(page.getByText(me.email).first()).toBeVisible();
  for (const hours of [1, 0, -1]) {
    await page.clock.setSystemTime(Date.now() + hours * 3_600_000);
    await untilExpired(context, app.address);
    await lookAt(page);
    await expect.poll(() => isLoggedIn(context, app.address), `${hours} hours off`).toBe(true);
  }
  await untilExpired(context, app.address);
  await page.getByRole("button", { name: /^Copy and revoke/ }).click();
  await expect(page.getByText("401 token_revoked").first()).toBeVisible();
  await expect(page).toHaveURL(`${app.address}/dashboard`);
});

test("no tab logs out before its refresh token was tried", async ({ page, context, start }) => {
  const app = await start();
  const me = await signUp(context.request, app.address);
  await visit(page, `${app.address}/dashboard`);
  for (const value of ["of-another-app", "", null]) {
    const [cookie] = (await context.cookies()).filter(({ name }) => name === "access_token");
    if (value === null) await context.clearCookies({ name: "access_token" });
    else if (cookie !== undefined) await context.addCookies([{ ...cookie, value }]);
    const renewed = page.waitForResponse(/auth\.refresh/);
    await lookAt(page);
    expect((await renewed).status()).toBe(200);
    await expect.poll(() => isLoggedIn(context, app.address)).toBe(true);
  }
  // Revoked by itself; the session lives.
  const [cookie] = (await context.cookies()).filter(({ name }) => name === "access_token");
  await context.request.post(`${app.address}/api/trpc/auth.revoke`, { data: { token: cookie?.value } });
  await lookAt(page);
  await expect.poll(() => isLoggedIn(context, app.address)).toBe(true);
  await expect(page).toHaveURL(`${app.address}/dashboard`);
  await expect(page.getByText(me.email).first()).toBeVisible();
});
