import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const UNREACHABLE = "We couldn’t reach the server";

async function isLoggedIn({ request }: BrowserContext): Promise<boolean> {
  return (await request.get("/api/trpc/account.me")).ok();
}

function row(page: Page, device: string) {
  return page.getByRole("listitem").filter({ hasText: device });
}

async function confirmEnding(page: Page, device: string) {
  await row(page, device)
    .getByRole("button", { name: /^End session/ })
    .click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^End session/ })
    .click();
}

/** Has the next requests to this procedure never answered. */
function hang(page: Page, procedure: RegExp, times = 1) {
  return page.route(procedure, () => new Promise<void>(() => {}), { times });
}

/** Takes the line away, and waits until the page has heard of it. */
async function goOffline(page: Page, context: BrowserContext) {
  await context.setOffline(true);
  await page.waitForFunction(() => !navigator.onLine);
  await page.evaluate(() => void dispatchEvent(new Event("offline")));
}

/** Brings the line back, and has the page looked at, when it reads anew. */
async function goOnline(page: Page, context: BrowserContext) {
  await context.setOffline(false);
  await page.evaluate(() => {
    dispatchEvent(new Event("online"));
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
}

const BUTTONS = [/^End session/, /^Log out of all other/, /^Log out everywhere/];

test("a call made offline fails with a message and isn't sent later", async ({ page, context, me, elsewhere }) => {
  const other = await elsewhere(me, FIREFOX);
  await page.goto("/dashboard/sessions");
  const sent: string[] = [];
  await goOffline(page, context);
  const dialog = page.getByRole("alertdialog");
  for (const name of BUTTONS) {
    await page.getByRole("button", { name }).first().click();
    await dialog.getByRole("button", { name }).click();
    await expect(dialog.getByRole("alert"), String(name)).toContainText(/reach/);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  }
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("You’re still logged in.");
  page.on("request", (request) => sent.push(request.url()));
  await goOnline(page, context);
  // The page reads anew, and that is all it does.
  await expect.poll(() => sent.some((url) => url.includes("sessions.list"))).toBe(true);
  expect(sent.filter((url) => /revoke|logout|end/i.test(url))).toEqual([]);
  expect(await isLoggedIn(other)).toBe(true);
});

test("the trial says offline that the server can’t be reached", async ({ page, context, me }) => {
  await page.goto("/dashboard");
  await expect(page.getByText(me.email).first()).toBeVisible();
  await goOffline(page, context);
  await page.getByRole("button", { name: /^Copy and revoke/ }).click();
  await expect(page.getByRole("alert")).toContainText(UNREACHABLE);
});

test("an administrator’s deed offline is not done later by itself", { tag: "@world" }, async ({
  page,
  context,
  admin,
  account,
  app,
}) => {
  await page.goto("/admin");
  await page.getByLabel(/^Search/).fill(account.email);
  await expect(page.getByText(admin.email)).toHaveCount(0);
  await page.getByRole("button", { name: /^Suspend/ }).click();
  await goOffline(page, context);
  await page.getByRole("alertdialog").getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByRole("alertdialog").getByRole("alert")).toContainText(UNREACHABLE);
  await goOnline(page, context);
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
  await page.getByLabel(/^Search/).fill("");
  await expect(page.getByText(admin.email).first()).toBeVisible();
  const { email, password } = account;
  const login = await context.request.post("/api/trpc/auth.token", {
    data: { email, password },
    headers: { origin: app.address },
  });
  expect(login.status()).toBe(200);
});

test("a call without an answer fails with a message after fifteen seconds", async ({ page, me, elsewhere }) => {
  await elsewhere(me, FIREFOX);
  await page.clock.install();
  await page.goto("/dashboard/sessions");
  await hang(page, /sessions\.revoke/);
  await confirmEnding(page, "Firefox");
  const dialog = page.getByRole("alertdialog");
  await page.clock.fastForward(4_000);
  await expect(dialog.getByRole("status")).toHaveText("No answer yet. You can close this, but it may still happen.");
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await page.clock.fastForward(12_000);
  await expect(dialog.getByRole("alert")).toContainText(UNREACHABLE);
  await dialog.getByRole("button", { name: /^End session/ }).click();
  await expect(row(page, "Firefox")).toHaveCount(0);
});

test("a dialog with a hanging call can be closed and reopened", async ({ page, me, elsewhere }) => {
  const other = await elsewhere(me, FIREFOX);
  await page.goto("/dashboard/sessions");
  const dialog = page.getByRole("alertdialog");
  const leaveBy = [
    () => dialog.getByRole("button", { name: "Cancel" }).click(),
    () => page.keyboard.press("Escape"),
    // As Chromium does after a few refused presses of Escape, whatever the page says.
    () => dialog.evaluate((it: HTMLDialogElement) => it.close()),
  ];
  await hang(page, /sessions\.revoke/, leaveBy.length);
  for (const leave of leaveBy) {
    await confirmEnding(page, "Firefox");
    await expect(dialog.getByRole("button", { name: /^End session/ })).toHaveAttribute("aria-busy", "true");
    await leave();
    await expect(dialog).toHaveCount(0);
  }
  await confirmEnding(page, "Firefox");
  await expect(row(page, "Firefox")).toHaveCount(0);
  expect(await isLoggedIn(other)).toBe(false);
});

test("an answer that comes late closes no other dialog than its own", async ({ page, me, elsewhere }) => {
  await elsewhere(me, FIREFOX);
  await elsewhere(me, "curl/8.5.0");
  await page.goto("/dashboard/sessions");
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(/sessions\.revoke/, async (route) => released.then(() => route.continue()), { times: 1 });
  await confirmEnding(page, "Firefox");
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await row(page, "curl")
    .getByRole("button", { name: /^End session/ })
    .click();
  release();
  await expect(page.getByText(/Logged out Firefox/)).toBeAttached();
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: /^End session/ }).click();
  await expect(row(page, "curl")).toHaveCount(0);
  await expect(row(page, "Firefox")).toHaveCount(0);
});
