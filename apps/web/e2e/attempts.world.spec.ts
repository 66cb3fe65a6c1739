import { mutate, signUp } from "@curfew/testing/people";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

async function change(page: Page, currentPassword: string, newPassword: string) {
  await page.getByLabel("Current password").fill(currentPassword);
  await page.getByLabel("New password").fill(newPassword);
  await page.getByRole("button", { name: "Change password" }).click();
}

test("too many attempts are told with the time to wait", async ({ page, request, start }) => {
  const app = await start({ LOGIN_ATTEMPTS: "2" });
  const { email, password } = await signUp(request, app.address);
  const guess = { email, password: "not the password at all" };
  for (let failures = 0; failures < 2; failures++) await mutate(request, app.address, "auth.login", guess);
  await page.goto(`${app.address}/login`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toHaveText(/^Too many attempts\. Try again in \d+ (seconds?|minutes)\.$/);
});

test("too many wrong passwords block the change, and say how long", async ({ page, context, start }) => {
  const app = await start({ LOGIN_ATTEMPTS: "2" });
  const person = { name: "Ada", email: "ada@example.com", password: "tidal copper marmalade 81" };
  expect((await mutate(context.request, app.address, "auth.signup", person)).status()).toBe(200);
  await page.goto(`${app.address}/dashboard/account`);
  for (const attempt of ["first wrong password", "second wrong password"]) {
    await change(page, attempt, "velvet harbour 29 lanterns");
    await expect(page.getByText("The current password is incorrect.")).toBeVisible();
    await page.getByLabel("Current password").fill("");
    await expect(page.getByText("The current password is incorrect.")).toHaveCount(0);
  }
  await change(page, person.password, "velvet harbour 29 lanterns");
  await expect(page.getByRole("alert").filter({ hasText: "Too many attempts." })).toContainText(/in \d+ minutes/);
  expect((await context.request.get(`${app.address}/api/trpc/account.me`)).status()).toBe(200);
});
