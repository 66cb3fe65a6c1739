import { signUp } from "@curfew/testing/people";
import type { BrowserContext, Page } from "@playwright/test";
import { openSessions } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/** How a call with this browser's cookies is answered now. */
async function answerTo({ request }: BrowserContext): Promise<{ status: number; reason: unknown }> {
  const response = await request.get("/api/trpc/account.me");
  const body = (await response.json()) as { error?: { data: { reason: unknown } } };
  return { status: response.status(), reason: body.error?.data.reason ?? null };
}

const PASSED = { status: 200, reason: null };
const REVOKED = { status: 401, reason: "token_revoked" };

function row(page: Page, device: string) {
  return page.getByRole("listitem").filter({ hasText: device });
}

async function endSession(page: Page, device: string) {
  await row(page, device).getByRole("button", { name: "End session" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
}

test("each login is a row with its device, and marks the current", async ({ page, me, elsewhere }) => {
  await elsewhere(me, FIREFOX);
  await elsewhere(me, PHONE);
  await elsewhere(me, "curl/8.5.0");
  await page.goto("/dashboard/sessions");
  await expect(page.getByRole("heading", { name: "4 sessions" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Current session" })).toContainText(/Chrome \d+ on Linux/);
  for (const device of ["Firefox 140 on Windows", "Safari 18 on iPhone", "curl 8.5.0"]) {
    const seen = row(page, device).getByRole("time");
    await expect(seen).toHaveText(["just now", /\d{4}.*\d:\d\d/]);
    await expect(seen.first()).toHaveAttribute("datetime", /^\d{4}-\d\d-\d\dT/);
    await expect(row(page, device)).toContainText("This computer");
    await expect(row(page, device).getByRole("button").last()).toHaveAccessibleName(`End session ${device}`);
    await expect(row(page, device)).not.toContainText("Current session");
  }
});

test("a session ended from the list is refused, and its page left", { tag: "@smoke" }, async ({
  page,
  me,
  elsewhere,
}) => {
  const other = await elsewhere(me, FIREFOX);
  const bystander = await elsewhere(me, PHONE);
  const otherPage = await other.newPage();
  await otherPage.goto("/dashboard");
  await expect(otherPage.getByText(me.email)).toBeVisible();
  await page.goto("/dashboard/sessions");
  await endSession(page, "Firefox");
  await expect(page.getByRole("status")).toHaveText("Logged out Firefox 140 on Windows.");
  expect(await answerTo(other)).toEqual(REVOKED);
  await expect(row(page, "Firefox")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "2 sessions" })).toBeVisible();
  expect(await answerTo(page.context())).toEqual(PASSED);
  expect(await answerTo(bystander)).toEqual(PASSED);
  await expect(otherPage).toHaveURL("/login", { timeout: 5_000 });
  await expect(otherPage.getByText(me.email)).toHaveCount(0);
});

test("nothing ends before it is confirmed", async ({ page, me, elsewhere }) => {
  const other = await elsewhere(me, FIREFOX);
  await page.goto("/dashboard/sessions");
  const button = row(page, "Firefox").getByRole("button", { name: "End session" });
  await button.click();
  await expect(page.getByRole("alertdialog", { name: "End the session on Firefox 140 (Windows)?" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(button).toBeFocused();
  await button.click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  expect(await answerTo(other)).toEqual(PASSED);
});

test("a session that had ended already leaves the list", async ({ page, me, elsewhere }) => {
  const other = await elsewhere(me, FIREFOX);
  await page.goto("/dashboard/sessions");
  await row(page, "Firefox").getByRole("button", { name: "End session" }).click();
  await other.request.post("/api/trpc/auth.logout", { data: {}, headers: { "sec-fetch-site": "same-origin" } });
  await page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await expect(page.getByRole("status")).toHaveText("Firefox 140 on Windows was already logged out.");
  await expect(page.getByRole("heading", { name: "1 session" })).toBeVisible();
});

test("ending the session in use logs out", async ({ page, context, me, elsewhere }) => {
  const other = await elsewhere(me, FIREFOX);
  await page.goto("/dashboard/sessions");
  await page
    .getByRole("listitem")
    .filter({ hasText: "Current session" })
    .getByRole("button", { name: "End session" })
    .click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("You’ve been logged out.");
  expect(await context.cookies()).toEqual([]);
  expect(await answerTo(other)).toEqual(PASSED);
  await page.goBack();
  await expect(page.getByText("Current session")).toHaveCount(0);
});

test("logging out other devices spares this one", async ({ page, context, me, elsewhere }) => {
  const others = [await elsewhere(me, FIREFOX), await elsewhere(me, PHONE)];
  await page.goto("/dashboard/sessions");
  await page.getByRole("button", { name: "Log out of all other sessions" }).click();
  const question = page.getByRole("alertdialog", { name: "Log out of 2 other sessions?" });
  for (const other of others) expect(await answerTo(other)).toEqual(PASSED);
  await question.getByRole("button", { name: "Log out of all other sessions" }).click();
  await expect(page.getByRole("status")).toHaveText("Logged out 2 other sessions.");
  for (const other of others) expect(await answerTo(other)).toEqual(REVOKED);
  expect(await answerTo(context)).toEqual(PASSED);
  await expect(page.getByRole("heading", { name: "1 session" })).toBeFocused();
  await expect(page.getByRole("button", { name: "Log out of all other sessions" })).toHaveCount(0);
});

test("logging out everywhere ends all own sessions and no others", async ({
  page,
  context,
  me,
  elsewhere,
  account,
}) => {
  const other = await elsewhere(me, FIREFOX);
  const stranger = await elsewhere(account);
  await page.goto("/dashboard/sessions");
  await page.getByRole("button", { name: "Log out everywhere" }).click();
  const question = page.getByRole("alertdialog", { name: "Log out of all 2 sessions, including this one?" });
  expect(await answerTo(other)).toEqual(PASSED);
  await question.getByRole("button", { name: "Log out everywhere" }).click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("You’ve been logged out on all devices.");
  expect(await context.cookies()).toEqual([]);
  expect(await answerTo(other)).toEqual(REVOKED);
  expect(await answerTo(stranger)).toEqual(PASSED);
});

test("another user's session looks unknown and goes on", async ({ context, me, app, account, elsewhere }) => {
  const stranger = await elsewhere(account);
  const theirs = await (await stranger.request.get("/api/trpc/sessions.list")).json();
  const [{ id }] = theirs.result.data;
  const mine = await (await context.request.get("/api/trpc/sessions.list")).json();
  expect(
    mine.result.data.map((session: { id: string }) => session.id),
    me.email,
  ).not.toContain(id);
  for (const sessionId of [id, "no-such-session"]) {
    const answer = await context.request.post("/api/trpc/sessions.revoke", {
      data: { sessionId },
      headers: { origin: app.address },
    });
    expect(answer.status()).toBe(404);
  }
  expect(await answerTo(stranger)).toEqual(PASSED);
});

test("what can't be told is not claimed", async ({ page, me, elsewhere }) => {
  await elsewhere(me, FIREFOX);
  await page.goto("/dashboard/sessions");
  await page.route(/sessions\.revoke/, (route) => route.abort());
  await endSession(page, "Firefox");
  await expect(page.getByRole("alertdialog").getByRole("alert")).toContainText("We couldn’t reach the server");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(row(page, "Firefox")).toHaveCount(1);
  await page.getByRole("button", { name: "Log out everywhere" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Log out everywhere" }).click();
  await expect(page.getByRole("alert")).toContainText("We couldn’t reach the server");
  await expect(page).toHaveURL("/dashboard/sessions");
});

test("sessions can be managed by keyboard alone", async ({ page, me, elsewhere }) => {
  const other = await elsewhere(me, FIREFOX);
  await page.goto("/dashboard/sessions");
  const button = row(page, "Firefox").getByRole("button", { name: "End session" });
  await expect(button).toBeEnabled();
  await page.getByRole("heading", { name: "2 sessions" }).focus();
  // The two for many sessions, this session's two, and then the other one's.
  for (let i = 0; i < 6; i += 1) await page.keyboard.press("Tab");
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "1 session" })).toBeVisible();
  await expect(page.getByRole("button", { name: "End session" })).toBeFocused();
  expect(await answerTo(other)).toEqual(REVOKED);
});

test("after a session ends, focus and scroll position stay", async ({ page, me, app }) => {
  await openSessions(page.context(), app, me, 9);
  await page.goto("/dashboard/sessions");
  const rows = page.getByRole("listitem").filter({ hasText: "Last active" });
  await rows.nth(7).scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(200);
  await rows.nth(7).getByRole("button", { name: "End session" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await expect(rows).toHaveCount(9);
  await expect(rows.nth(7).getByRole("button", { name: "End session" })).toBeFocused();
  await expect(page.getByRole("status")).toBeInViewport();
  expect(Math.abs((await page.evaluate(() => scrollY)) - before)).toBeLessThan(200);
});

test("sessions with the same device are told apart by when they began", async ({ page, me, elsewhere }) => {
  await elsewhere(me, FIREFOX);
  await elsewhere(me, FIREFOX);
  await page.goto("/dashboard/sessions");
  for (const button of await row(page, "Firefox").getByRole("button", { name: "End session" }).all()) {
    await expect(button).toHaveAccessibleName(/^End session Firefox 140 on Windows, signed in .*\d{4}/);
  }
});

test("no two buttons have the same name", async ({ page, me, elsewhere }) => {
  for (let logins = 0; logins < 4; logins += 1) await elsewhere(me, FIREFOX);
  for (const path of ["/dashboard/sessions", "/dashboard/account"]) {
    await page.goto(path);
    const buttons = page.getByRole("button", { name: /Firefox 140/ });
    await expect(buttons.first()).toBeEnabled();
    const names = await buttons.evaluateAll((all) => all.map(({ textContent }) => textContent));
    expect([path, new Set(names).size]).toEqual([path, names.length]);
    expect(names.length).toBeGreaterThanOrEqual(4);
  }
});

test("a new login shows up while the page is looked at", { tag: "@world" }, async ({ page, me, elsewhere }) => {
  await page.goto("/dashboard/sessions");
  await expect(page.getByRole("heading", { name: "1 session" })).toBeVisible();
  await elsewhere(me, FIREFOX);
  await expect(row(page, "Firefox")).toBeVisible({ timeout: 15_000 });
});

test("a long list is shown in parts, the current session first", { tag: "@world" }, async ({ page, me, app }) => {
  test.slow();
  await openSessions(page.context(), app, me, 101);
  await page.context().request.get("/api/trpc/account.me");
  await page.goto("/dashboard/sessions");
  await expect(page.getByRole("heading", { name: "at least 100 sessions" })).toBeVisible();
  await page.getByRole("button", { name: "Log out of all other sessions" }).click();
  await expect(page.getByRole("alertdialog")).toHaveAccessibleName(/^Log out of at least \d+ other sessions\?$/);
  await page.keyboard.press("Escape");
  const rows = page.getByRole("listitem").filter({ hasText: "Last active" });
  await expect(rows).toHaveCount(100);
  const button = page.getByRole("button", { name: "Show more" });
  await button.click();
  await expect(rows).toHaveCount(102);
  await expect(rows.first()).toContainText("Current session");
  await expect(rows.getByRole("button", { name: "End session" }).and(page.locator(":focus"))).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "102 sessions" })).toBeVisible();
  await expect(button).toHaveCount(0);
});

test("a device is called what its owner calls it", async ({ page, me, elsewhere }) => {
  await elsewhere(me, FIREFOX);
  await page.goto("/dashboard/sessions");
  await row(page, "Firefox").getByRole("button", { name: "Rename Firefox 140 on Windows" }).click();
  const dialog = page.getByRole("dialog", { name: "Rename Firefox 140 on Windows" });
  await expect(dialog.getByLabel("Device name")).toBeFocused();
  await dialog.getByLabel("Device name").fill("Küche");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Küche" })).toBeVisible();
  await expect(row(page, "Küche")).toContainText("Firefox 140 on Windows");
  await expect(row(page, "Küche").getByRole("button", { name: "Rename" })).toBeFocused();
  await row(page, "Küche").getByRole("button", { name: "End session" }).click();
  await expect(page.getByRole("alertdialog", { name: "End the session on Küche?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await row(page, "Küche").getByRole("button", { name: "Rename" }).click();
  await dialog.or(page.getByRole("dialog")).getByLabel("Device name").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Firefox 140 on Windows" })).toBeVisible();
});

test("a browser that is used on by another person shows only theirs", async ({ page, context, me, app }) => {
  await page.goto("/dashboard/sessions");
  await expect(page.getByRole("heading", { name: "1 session" })).toBeVisible();
  const next = await signUp(context.request, app.address);
  await page.goto("/dashboard/account");
  await expect(page.getByText(next.email)).toBeVisible();
  await expect(page.getByText(me.email)).toHaveCount(0);
});
