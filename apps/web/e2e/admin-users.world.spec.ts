import { mutate, type Person, signUp } from "@curfew/testing/people";
import type { Page } from "@playwright/test";
import { openSessions } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

function row(page: Page, { name }: Person) {
  return page.getByRole("row").filter({ hasText: name });
}

async function doTo(page: Page, person: Person, action: string) {
  await page.getByRole("searchbox", { name: "Search by name or email" }).fill(person.email);
  await row(page, person).getByRole("button", { name: action }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: action }).click();
}

test("an administrator reads a user's activity", async ({ page, admin, account, app, elsewhere }) => {
  const theirs = await elsewhere(account, "curl/8.5.0");
  await mutate(theirs.request, app.address, "auth.logout");
  await page.goto("/admin");
  await page.getByRole("searchbox").fill(account.email);
  await row(page, account).getByRole("button", { name: "Activity" }).click();
  const entries = page.getByRole("dialog", { name: `${account.name}’s activity` }).getByRole("listitem");
  await expect(entries).toHaveCount(3);
  await expect(entries.first()).toContainText(/Logged out.*curl 8\.5\.0/);
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(row(page, account).getByRole("button", { name: "Activity" }), admin.email).toBeFocused();
});

test("an administrator can't suspend themselves", async ({ page, admin }) => {
  await page.goto("/admin");
  await page.getByRole("searchbox").fill(admin.email);
  await expect(page.getByText("1 user")).toBeVisible();
  await expect(row(page, admin)).toContainText("You");
  await expect(row(page, admin)).toContainText("Administrator");
  await expect(row(page, admin).getByRole("button", { name: "Suspend" })).toHaveCount(0);
  await doTo(page, admin, "End sessions");
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("You’ve been logged out on all devices.");
});

test("people are found by name or address, literally and in any case", async ({
  page,
  admin,
  account,
  app,
  playwright,
}) => {
  const request = await playwright.request.newContext();
  const odd = { name: "100% Grace_Hopper", email: `grace.${Date.now()}@example.com`, password: account.password };
  expect((await mutate(request, app.address, "auth.signup", odd)).status(), admin.email).toBe(200);
  await request.dispose();
  await page.goto("/admin");
  const search = page.getByRole("searchbox", { name: "Search by name or email" });
  for (const words of ["100% GRACE_", odd.email.toUpperCase()]) {
    await search.fill(words);
    await expect(row(page, odd)).toBeVisible();
    await expect(row(page, account)).toHaveCount(0);
  }
  await search.fill("%%");
  await expect(page.getByText("No users match “%%”.")).toBeVisible();
  await search.fill("");
  await expect(row(page, account)).toBeVisible();
});

test("everyone is logged out only after typing that", async ({ page, admin, app, playwright }) => {
  const request = await playwright.request.newContext();
  await signUp(request, app.address);
  await page.goto("/admin");
  await page.getByRole("button", { name: "Log everyone out" }).click();
  const question = page.getByRole("alertdialog", { name: "Log everyone out?" });
  const confirm = question.getByRole("button", { name: "Log everyone out" });
  await expect(confirm).toBeDisabled();
  await question.getByRole("textbox").fill("end it all");
  await expect(confirm).toBeDisabled();
  await question.getByRole("textbox").fill("Log everyone out");
  await confirm.click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("Everyone has been logged out, including you.");
  expect((await request.get(`${app.address}/api/trpc/account.me`)).status(), admin.email).toBe(401);
  await request.dispose();
});

test("a search finds names whatever their accents and apostrophes", async ({ page, admin, app, playwright }) => {
  const id = Date.now();
  const people = [
    { name: `Zoë Šedá ${id}`, search: `zoe seda ${id}` },
    { name: `José ${id}`, search: `JOSE ${id}` },
    { name: `Mary O’Brien ${id}`, search: `o'brien ${id}` },
  ];
  for (const [i, { name }] of people.entries()) {
    const request = await playwright.request.newContext();
    const somebody = { name, email: `p${i}.${id}@example.com`, password: admin.password };
    expect((await mutate(request, app.address, "auth.signup", somebody)).status()).toBe(200);
    await request.dispose();
  }
  await page.goto("/admin");
  for (const { name, search } of people) {
    await page.getByRole("searchbox").fill(search);
    await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
    await expect(page.getByText("1 user", { exact: true })).toBeVisible();
  }
});

test("until a search is answered, the list says it is the old one", async ({ page, admin, account }) => {
  await page.goto("/admin");
  const table = page.getByRole("table", { name: "Users" });
  const count = page.getByRole("status").filter({ hasText: "newest first." });
  const before = await count.textContent();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(/admin\.users/, async (route) => {
    await released;
    await route.abort();
  });
  await page.getByRole("searchbox").fill(account.email);
  await expect(table, admin.email).toHaveAttribute("aria-busy", "true");
  await expect(count).toHaveText(before ?? "");
  release();
  await expect(page.getByRole("alert")).toContainText("We couldn’t reach the server");
  await page.unroute(/admin\.users/);
  await page.getByRole("searchbox").fill(`${account.email} `);
  await page.getByRole("searchbox").fill(account.name);
  await expect(page.getByText("1 user", { exact: true })).toBeVisible();
  await expect(table).toHaveAttribute("aria-busy", "false");
});

test("the result of an action is shown until the next search", async ({ page, admin, account }) => {
  await page.goto("/admin");
  await doTo(page, account, "End sessions");
  const said = page.getByText(`${account.name} has been logged out everywhere.`);
  await expect(said, admin.email).toBeVisible();
  await page.getByRole("searchbox").fill("ada");
  await expect(said).toHaveCount(0);
});

test("a long activity scrolls, has the focus, and closes by the backdrop", async ({ page, admin, account, app }) => {
  await openSessions(page.context(), app, account, 30);
  await page.setViewportSize({ width: 390, height: 600 });
  await page.goto("/admin");
  await page.getByRole("searchbox").fill(account.email);
  await row(page, account).getByRole("button", { name: "Activity" }).click();
  const sheet = page.getByRole("dialog", { name: `${account.name}’s activity` });
  await expect(sheet.getByRole("listitem")).toHaveCount(20);
  await expect(sheet.getByRole("region"), admin.email).toBeFocused();
  await page.keyboard.press("End");
  await expect(sheet.getByRole("button", { name: "Show more" })).toBeInViewport();
  await expect(sheet.getByRole("button", { name: "Close" })).toBeInViewport();
  await sheet.getByRole("button", { name: "Show more" }).click();
  await expect(sheet.getByRole("listitem").nth(20)).toBeFocused();
  await page.mouse.click(4, 4);
  await expect(sheet).toHaveCount(0);
});

test("on a phone users come before the charts", async ({ page, admin }) => {
  await page.setViewportSize({ width: 390, height: 700 });
  await page.goto("/admin");
  const charts = page.getByRole("region", { name: "Logins", exact: true });
  await expect(charts, admin.email).toBeHidden();
  await expect(page.getByRole("searchbox")).toBeInViewport();
  await page.getByRole("button", { name: "Show charts" }).click();
  await expect(charts).toBeVisible();
});
