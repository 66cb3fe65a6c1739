import AxeBuilder from "@axe-core/playwright";
import { mutate, type Person, signUp } from "@curfew/testing/people";
import { startRedis, tell } from "@curfew/testing/redis-server";
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

function row(page: Page, { name }: Person) {
  return page.getByRole("row").filter({ hasText: name });
}

async function statusOf({ request }: BrowserContext, address: string): Promise<number> {
  return (await request.get(`${address}/api/trpc/account.me`)).status();
}

test("people beyond the first page are a button away", async ({ page, context, start, playwright }) => {
  test.slow();
  const app = await start();
  const admin = await signUp(context.request, app.address);
  await app.operate("grant-admin", admin.email);
  for (let i = 0; i < 55; i += 1) {
    const request = await playwright.request.newContext();
    await signUp(request, app.address);
    await request.dispose();
  }
  await page.goto(`${app.address}/admin`);
  const people = page.getByRole("table", { name: "Users" }).getByRole("row");
  await expect(page.getByText("Showing 50, newest first.")).toBeVisible();
  await expect(people).toHaveCount(51);
  await expect(row(page, admin)).toHaveCount(0);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(page.getByText("56 users, newest first.")).toBeVisible();
  await expect(people).toHaveCount(57);
  await expect(page.getByText("End of list.")).toBeVisible();
  await expect(people.nth(51).getByRole("button").first()).toBeFocused();
  await expect(row(page, admin)).toBeVisible();
  await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
});

test("the live view tells what happens while one looks", async ({ page, context, start, playwright }) => {
  const app = await start();
  const admin = await signUp(context.request, app.address);
  await app.operate("grant-admin", admin.email);
  await page.goto(`${app.address}/admin`);
  const logins = page.getByRole("region", { name: "Logins", exact: true });
  await logins.getByText("Show as a table").click();
  await expect(logins.getByRole("table")).toContainText("1");
  const request = await playwright.request.newContext();
  const { email, password } = admin;
  for (let i = 0; i < 7; i += 1) await mutate(request, app.address, "auth.login", { email, password });
  await mutate(request, app.address, "auth.login", { email, password: "a guess that fails" });
  await request.dispose();
  await expect(logins.getByText("7", { exact: true }).first()).toBeVisible({ timeout: 15_000 });
  const rejections = page.getByRole("region", { name: "Refusals", exact: true });
  await rejections.getByText("Show as a table").click();
  await expect(rejections.getByRole("columnheader", { name: "wrong email or password" })).toBeVisible();
  const size = page.getByRole("region", { name: "Denylist size", exact: true });
  await expect(size).toContainText(/[1-9]\d* records/);
  await expect(page.getByRole("region", { name: "Denylist latency", exact: true })).toContainText(/\d ms p95/);
});

test("each chart names its colours, and says where there is nothing", async ({ page, context, start }) => {
  const app = await start();
  const admin = await signUp(context.request, app.address);
  await app.operate("grant-admin", admin.email);
  await fetch(`${app.address}/api/trpc/account.me`);
  await page.goto(`${app.address}/admin`);
  const chart = (name: string) => page.getByRole("region", { name, exact: true });
  await expect(chart("Logins")).toContainText("0 logins, 1 sign-up");
  await expect(chart("Refresh token reuse")).toContainText("Nothing in the last hour");
  await expect(chart("Refusals").getByRole("listitem")).toHaveText(["not logged in"]);
  await mutate(context.request, app.address, "auth.login", { email: admin.email, password: "" });
  await mutate(context.request, app.address, "auth.login", { email: admin.email, passwort: "" });
  await expect(chart("Refusals").getByRole("listitem").filter({ hasText: "other" })).toHaveCount(1, {
    timeout: 15_000,
  });
  await chart("Refusals").getByText("Show as a table").click();
  await expect(chart("Refusals").getByRole("columnheader", { name: "invalid input" })).toBeVisible();
  await expect(chart("Refusals").getByRole("columnheader", { name: "not logged in" })).toBeVisible();
});

test("a recovery of the denylist is shown while it lasts, and what it put back", async ({ page, context, start }) => {
  const redis = await startRedis();
  const app = await start({ REDIS_URL: redis.url });
  const admin = await signUp(context.request, app.address);
  await app.operate("grant-admin", admin.email);
  await mutate(context.request, app.address, "auth.login", { email: admin.email, password: admin.password });
  await page.goto(`${app.address}/admin`);
  const warnings = page.getByRole("region", { name: "Warnings" });
  await expect(warnings).toContainText("Persistence is off");

  // It is emptied, and takes nothing back.
  await tell(redis, "CONFIG SET maxmemory 1");
  await tell(redis, "FLUSHALL");
  await expect(warnings).toContainText(/lost records and is given them back.*until it has all/, { timeout: 15_000 });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await tell(redis, "CONFIG SET maxmemory 0");
  const done = /was given back \d+ from the database in \d+\.\d s: nobody was logged out/;
  await expect(warnings).toContainText(done, { timeout: 15_000 });
  await expect(warnings).not.toContainText("is given them back");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  expect(await statusOf(context, app.address)).toBe(200);
  await redis.stop();
});
