import { mutate, type Person } from "@curfew/testing/people";
import type { BrowserContext, Page } from "@playwright/test";
import { loginOf } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

function row(page: Page, { name }: Person) {
  return page.getByRole("row").filter({ hasText: name });
}

async function statusOf({ request }: BrowserContext): Promise<number> {
  return (await request.get("/api/trpc/account.me")).status();
}

async function doTo(page: Page, person: Person, action: string) {
  await page.getByRole("searchbox", { name: "Search by name or email" }).fill(person.email);
  await row(page, person).getByRole("button", { name: action }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: action }).click();
}

test("the page for administrators is refused to others, by the server", async ({ page, me, account }) => {
  const response = await page.goto("/admin");
  expect(response?.status()).toBe(403);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Administrators only");
  await expect(page).toHaveTitle("Administrators only · Curfew");
  await expect(page.getByRole("link", { name: "Admin" })).toHaveCount(0);
  expect(await response?.text()).not.toContain(account.email);
  expect(me.email).not.toBe(account.email);
});

test("a visitor is sent to the login page, and back", async ({ page }) => {
  await page.goto("/admin");
  await expect(page).toHaveURL("/login?next=%2Fadmin");
});

test("a suspension ends every session and refuses logins until lifted", { tag: "@smoke" }, async ({
  page,
  admin,
  account,
  app,
  elsewhere,
}) => {
  const theirs = await elsewhere(account);
  const theirPage = await theirs.newPage();
  await theirPage.goto("/dashboard");
  await expect(theirPage.getByText(account.email)).toBeVisible();
  await page.goto("/admin");
  await doTo(page, account, "Suspend");
  await expect(page.getByText(`${account.name} has been suspended and logged out everywhere.`)).toBeVisible();
  expect(await statusOf(theirs)).toBe(401);
  await expect(theirPage).toHaveURL("/login", { timeout: 5_000 });
  await expect(row(page, account)).toContainText("Suspended");
  await expect(row(page, account).getByRole("button", { name: "Restore" })).toBeFocused();
  expect((await mutate(theirs.request, app.address, "auth.login", loginOf(account))).status()).toBe(401);
  await doTo(page, account, "Restore");
  await expect(page.getByText(`${account.name} can log in again.`)).toBeVisible();
  await expect(row(page, account)).toContainText("Active");
  expect(await statusOf(theirs)).toBe(401);
  expect((await mutate(theirs.request, app.address, "auth.login", loginOf(account))).status()).toBe(200);
  expect(await statusOf(page.context()), admin.email).toBe(200);
});

test("an administrator ends a user's sessions, who may log in again", async ({
  page,
  admin,
  account,
  app,
  elsewhere,
}) => {
  const [one, two] = [await elsewhere(account), await elsewhere(account)];
  await page.goto("/admin");
  await doTo(page, account, "End sessions");
  await expect(page.getByText(`${account.name} has been logged out everywhere.`)).toBeVisible();
  for (const ended of [one, two]) expect(await statusOf(ended)).toBe(401);
  expect((await mutate(one.request, app.address, "auth.login", loginOf(account))).status()).toBe(200);
  expect(await statusOf(page.context()), admin.email).toBe(200);
});
