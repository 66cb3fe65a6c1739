import { logIn, mutate } from "@curfew/testing/people";
import type { Page } from "@playwright/test";
import { openSessions } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

const NEXT = "velvet harbour 29 lanterns";

async function change(page: Page, currentPassword: string, newPassword: string) {
  await page.getByLabel("Current password").fill(currentPassword);
  await page.getByLabel("New password").fill(newPassword);
  await page.getByRole("button", { name: "Change password" }).click();
}

test("a changed password keeps this browser and ends the other", { tag: "@smoke" }, async ({
  page,
  context,
  me,
  app,
  elsewhere,
}) => {
  const other = await elsewhere(me);
  const otherPage = await other.newPage();
  await otherPage.goto("/dashboard");
  await expect(otherPage.getByText(me.email)).toBeVisible();
  await page.goto("/dashboard/account");
  const before = await context.cookies();
  await change(page, me.password, NEXT);
  await expect(page.getByRole("status").filter({ hasText: "Password changed." })).toBeFocused();
  expect((await other.request.get("/api/trpc/account.me")).status()).toBe(401);
  await expect(otherPage).toHaveURL("/login", { timeout: 5_000 });
  await expect(page.getByLabel("Current password")).toHaveValue("");
  await expect(page.getByLabel("New password")).toHaveValue("");
  await expect(page.getByRole("listitem").filter({ hasText: "Password changed" })).toBeVisible();
  await page.goto("/dashboard/sessions");
  await expect(page.getByRole("heading", { name: "1 session" })).toBeVisible();
  // The tokens of before the change are dead too.
  const cookie = before.map(({ name, value }) => `${name}=${value}`).join("; ");
  const replayed = await fetch(`${app.address}/api/trpc/account.me`, { headers: { cookie } });
  expect(replayed.status).toBe(401);
  const { email } = me;
  expect((await mutate(other.request, app.address, "auth.login", { email, password: me.password })).status()).toBe(401);
  expect((await mutate(other.request, app.address, "auth.login", { email, password: NEXT })).status()).toBe(200);
});

test("what is wrong with a change of password stands at its field", async ({ page, me }) => {
  await page.goto("/dashboard/account");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toBeFocused();
  await expect(page.getByText("Enter your current password.")).toBeVisible();
  await expect(page.getByText("Enter a password of at least 15 characters.", { exact: true })).toBeVisible();
  await change(page, "not the password at all", NEXT);
  await expect(page.getByText("The current password is incorrect.")).toBeVisible();
  await expect(page.getByLabel("Current password")).toBeFocused();
  await expect(page.getByLabel("Current password")).toHaveAttribute("aria-invalid", "true");
  await change(page, me.password, "passwordpassword");
  await expect(page.getByText("This password is too easy to guess.")).toBeVisible();
  await expect(page.getByLabel("New password")).toBeFocused();
  await page.getByLabel("New password").fill(NEXT);
  await expect(page.getByRole("meter")).toHaveAttribute("value", /[34]/);
});

test("an account is deleted only by its password and its address typed", async ({
  page,
  context,
  me,
  app,
  elsewhere,
}) => {
  const other = await elsewhere(me);
  await page.goto("/dashboard/account");
  await page.getByRole("button", { name: "Delete account" }).click();
  await expect(page.getByLabel("Your password")).toBeFocused();
  const submit = page.getByRole("button", { name: "Delete account" });
  await page.getByLabel("Your password").fill(me.password);
  await submit.click();
  await expect(page.getByText("That doesn’t match your email address.")).toBeVisible();
  await page.getByLabel("Your email address").fill(me.email);
  await page.getByLabel("Your password").fill("not the password at all");
  await submit.click();
  await expect(page.getByText("The current password is incorrect.")).toBeVisible();
  expect((await context.request.get("/api/trpc/account.me")).status()).toBe(200);
  await page.getByLabel("Your password").fill(me.password);
  await submit.click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("Your account has been deleted.");
  expect(await context.cookies()).toEqual([]);
  expect((await other.request.get("/api/trpc/account.me")).status()).toBe(401);
  const { email, password } = me;
  expect((await mutate(context.request, app.address, "auth.login", { email, password })).status()).toBe(401);
});

test("cancelling the deletion keeps the account", async ({ page, me }) => {
  await page.goto("/dashboard/account");
  await page.getByRole("button", { name: "Delete account" }).click();
  await page.getByLabel("Your password").fill(me.password);
  await page.getByRole("button", { name: "Keep my account" }).click();
  await expect(page.getByLabel("Your password")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Delete account" })).toBeFocused();
});

test("people read what happened to their account", async ({ page, me, app, elsewhere, playwright }) => {
  const other = await elsewhere(me, "curl/8.5.0");
  await mutate(other.request, app.address, "auth.logout");
  const stranger = await playwright.request.newContext();
  await mutate(stranger, app.address, "auth.login", { email: me.email, password: "a guess that fails" });
  await stranger.dispose();
  await page.goto("/dashboard/account");
  const activity = page.locator("section").filter({ has: page.getByRole("heading", { name: "Recent activity" }) });
  const entries = activity.getByRole("listitem");
  await expect(entries).toHaveCount(4);
  await expect(entries.nth(0)).toContainText("Failed login");
  await expect(entries.nth(1)).toContainText(/Logged out.*curl 8\.5\.0/);
  await expect(entries.nth(2)).toContainText(/Logged in.*curl 8\.5\.0/);
  await expect(entries.nth(3)).toContainText("Account created");
});

test("another person's login is ended from the activity, then the password changed", async ({
  page,
  me,
  elsewhere,
}) => {
  const stranger = await elsewhere(me, "curl/8.5.0");
  await page.goto("/dashboard/account");
  const entry = page.getByRole("listitem").filter({ hasText: "curl 8.5.0" });
  await expect(entry).toContainText("New device");
  await entry.getByRole("button", { name: "This wasn’t me" }).click();
  await page
    .getByRole("alertdialog", { name: "Log out curl 8.5.0?" })
    .getByRole("button", { name: "Log it out" })
    .click();
  await expect(page.getByRole("status").filter({ hasText: "That session has been logged out." })).toBeFocused();
  expect((await stranger.request.get("/api/trpc/account.me")).status()).toBe(401);
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Current password")).toBeFocused();
  await change(page, me.password, NEXT);
  await expect(page.getByRole("status").filter({ hasText: "Password changed." })).toBeFocused();
});

test("the password in use is no new one", async ({ page, me }) => {
  await page.goto("/dashboard/account");
  await expect(page.getByText("Changing your password logs you out everywhere else.")).toBeVisible();
  await change(page, me.password, me.password);
  await expect(page.getByText("That is already your password.")).toBeVisible();
  await expect(page.getByLabel("New password")).toBeFocused();
});

test("what is shown beyond the first entries has the focus", async ({ page, me, app }) => {
  await openSessions(page.context(), app, me, 9);
  await page.goto("/dashboard/account");
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(page.getByRole("main").getByRole("listitem").nth(8)).toBeFocused();
});

test("a login is dated in English, by the reader's zone and clock", { tag: "@world" }, async ({ browser, app, me }) => {
  const readers = [
    { locale: "he-IL", timezoneId: "Asia/Jerusalem", like: /^\d{1,2} [A-Z][a-z]{2,3} \d{4}, \d\d:\d\d$/ },
    { locale: "fa-IR", timezoneId: "Asia/Tehran", like: /^\d{1,2} [A-Z][a-z]{2,3} \d{4}, \d\d:\d\d$/ },
    { locale: "en-US", timezoneId: "America/New_York", like: /^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d\s[AP]M$/ },
    { locale: "de-DE", timezoneId: "Europe/Berlin", like: /^\d{1,2} [A-Z][a-z]{2,3} \d{4}, \d\d:\d\d$/ },
  ];
  for (const { like, ...reader } of readers) {
    const context = await browser.newContext({ ...reader, baseURL: app.address });
    await logIn(context.request, app.address, me);
    const page = await context.newPage();
    await page.goto("/dashboard");
    const told = page.getByRole("definition").getByRole("time").first();
    await expect(told, reader.locale).toHaveText(like);
    const at = new Date((await told.getAttribute("datetime")) ?? "");
    const minute = new Intl.DateTimeFormat("en", { minute: "2-digit", timeZone: reader.timezoneId }).format(at);
    await expect(told).toContainText(`:${minute.padStart(2, "0")}`);
    const day = new Intl.DateTimeFormat("en", { day: "numeric", timeZone: reader.timezoneId }).format(at);
    await expect(told).toContainText(day);
    await context.close();
  }
});

test("one deed is one entry, which tells whom it ended", async ({ page, me, app, context, elsewhere }) => {
  const other = await elsewhere(me, "curl/8.5.0");
  const sessions = await (await other.request.get("/api/trpc/sessions.list")).json();
  const { id: sessionId } = sessions.result.data.find((session: { current: boolean }) => session.current);
  await mutate(context.request, app.address, "sessions.revoke", { sessionId });
  await openSessions(page.context(), app, me, 3);
  await mutate(context.request, app.address, "sessions.revokeOthers");
  await page.goto("/dashboard/account");
  const entries = page.getByRole("main").getByRole("listitem");
  await expect(entries.nth(0)).toContainText("Logged out 3 other sessions");
  await expect(entries.filter({ hasText: "Ended the session on curl 8.5.0" })).toHaveCount(1);
  await expect(entries.filter({ hasText: "Logged in" })).toHaveCount(4);
});

test("the dashboard's own trial is no alarm", async ({ page, me }) => {
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Copy and revoke" }).click();
  await expect(page.getByText("401 token_revoked")).toBeVisible();
  await page.goto("/dashboard/account");
  const entry = page.getByRole("main").getByRole("listitem").first();
  await expect(entry, me.email).toContainText(/Trial: a copy of this session’s token was revoked.*Chrome \d+ on Linux/);
});

test("an account's whole activity can be read, page by page", { tag: "@world" }, async ({ page, me, app }) => {
  await openSessions(page.context(), app, me, 70);
  await page.goto("/dashboard/account");
  const entries = page.getByRole("main").getByRole("listitem");
  await expect(entries).toHaveCount(8);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(entries).toHaveCount(58);
  await expect(entries.nth(8)).toBeFocused();
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(entries).toHaveCount(71);
  await expect(entries.nth(58)).toBeFocused();
  await expect(entries.last()).toContainText("Account created");
});

test("a changed name greets at once", async ({ page, me }) => {
  await page.goto("/dashboard/account");
  await expect(page.getByLabel("Name")).toHaveValue(me.name);
  await page.getByLabel("Name").fill("\u200b");
  await page.getByRole("button", { name: "Change name" }).click();
  await expect(page.getByText("Enter your name.")).toBeVisible();
  await page.getByLabel("Name").fill("Zoë Šedá");
  await page.getByRole("button", { name: "Change name" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Name changed." })).toBeFocused();
  await expect(page.getByRole("banner")).toContainText("Zoë Šedá");
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Hello, Zoë Šedá");
});

test("the dashboard shows when and where the previous login was", async ({ page, me, elsewhere }) => {
  await elsewhere(me, "curl/8.5.0");
  await page.goto("/dashboard");
  await expect(page.getByRole("definition").filter({ hasText: "curl 8.5.0" })).toContainText(/\d{4}/);
});
