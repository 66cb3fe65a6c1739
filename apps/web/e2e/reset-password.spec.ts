import { mutate } from "@curfew/testing/people";
import type { Page } from "@playwright/test";
import type { App } from "./support/app.ts";
import { expect, test } from "./support/test.ts";

const NEXT = "velvet harbour 29 lanterns";

/** The link that an operator hands on. */
async function linkFor(app: App, email: string): Promise<string> {
  const out = await app.operate("reset-password", email);
  return out.trim();
}

async function setPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
}

test("a reset link sets a password once, and ends every session", async ({
  page,
  app,
  account,
  elsewhere,
  request,
}) => {
  const other = await elsewhere(account);
  await page.goto("/login");
  await expect(page.getByText("Forgotten your password?")).toBeVisible();
  const link = await linkFor(app, account.email);
  // What opens links to look at them uses nothing up.
  for (let i = 0; i < 3; i += 1) {
    const answer = await request.get(link);
    expect(answer.status()).toBe(200);
    expect(answer.headers()["cache-control"]).toContain("no-store");
  }
  await page.goto(link);
  await expect(page).toHaveURL("/reset-password");
  await setPassword(page, "passwordpassword");
  await expect(page.getByLabel("New password")).toHaveAttribute("aria-invalid", "true");
  await setPassword(page, NEXT);
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("Your password has been set. Log in with it.");
  expect((await other.request.get("/api/trpc/account.me")).status()).toBe(401);
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(NEXT);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL("/dashboard");
  const { email, password } = account;
  expect((await mutate(other.request, app.address, "auth.login", { email, password })).status()).toBe(401);

  await page.goto(link);
  await setPassword(page, `${NEXT} again`);
  await expect(page.getByRole("alert")).toHaveText("This link has expired or has been used. Ask for a new one.");
});

test("a link without its secret says so", async ({ page }) => {
  await page.goto("/reset-password");
  await expect(page.getByRole("alert")).toContainText("This link is incomplete.");
  await expect(page.getByLabel("New password")).toHaveCount(0);
});
