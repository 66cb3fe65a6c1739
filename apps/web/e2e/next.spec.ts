import { expect, test } from "./support/test.ts";

test("a visitor who isn't logged in logs in and goes on", async ({ page, account }) => {
  await page.goto("/dashboard?tab=1");
  await expect(page).toHaveURL("/login?next=%2Fdashboard%3Ftab%3D1");
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL("/dashboard?tab=1");
});

test("the target page is kept from login to sign-up", async ({ page }) => {
  await page.goto("/login?next=%2Fdashboard%3Ftab%3D1");
  await page.getByRole("link", { name: "Sign up" }).click();
  await expect(page).toHaveURL("/signup?next=%2Fdashboard%3Ftab%3D1");
});

for (const next of ["https://evil.example/dashboard", "//evil.example", "/.//evil.example", "javascript:alert(1)"]) {
  test(`a login leads nowhere else: next=${JSON.stringify(next)}`, async ({ page, account, app }) => {
    const elsewhere: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(`${app.address}/`)) elsewhere.push(request.url());
    });
    await page.goto(`/login?${new URLSearchParams({ next })}`);
    await page.getByLabel("Email").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await expect(page).toHaveURL("/dashboard");
    expect(elsewhere).toEqual([]);
  });
}
