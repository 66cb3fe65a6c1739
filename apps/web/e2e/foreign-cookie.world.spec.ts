import type { Person } from "@curfew/testing/people";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

async function enter(page: Page, { email, password }: Person) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

test("another app’s cookie that stands in the way is named", async ({ page, context, account, app }) => {
  const { hostname: domain } = new URL(app.address);
  for (const name of ["access_token", "refresh_token"]) {
    const sentence = page.getByText(
      `Another app on this host has set a cookie named ${name}, which stands in the way.`,
    );
    // Where the calls go, and where a page is: neither is sent to the login page itself.
    for (const path of ["/api", "/dashboard"]) {
      await context.clearCookies();
      await context.addCookies([{ name, value: "of-another-app", domain, path }]);
      await page.goto("/login");
      await enter(page, account);
      if (name === "refresh_token" && path === "/api") {
        // It is in nobody's way until the access token has expired.
        await expect(page).toHaveURL("/dashboard");
        await context.clearCookies({ name: "access_token" });
        await page.reload();
      }
      await expect(sentence, `${name} at ${path}`).toBeVisible();
      await expect(page).toHaveURL(/\/login/);
    }
  }
});

test("a foreign cookie that comes later is named too", async ({ page, context, me, app }) => {
  const watching = page.waitForRequest(/sessions\.watch/);
  await page.goto("/dashboard/account");
  await expect(page.getByText(me.email).first()).toBeVisible();
  // Its scripts have taken over: what is told before is heard by nothing.
  await watching;
  await context.addCookies([{ name: "access_token", value: "x", domain: new URL(app.address).hostname, path: "/api" }]);
  await page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await expect(page).toHaveURL("/login?next=%2Fdashboard%2Faccount");
  await expect(page.getByRole("status")).toContainText("cookie named access_token, which stands in the way");
});

test("once the foreign cookie is gone, the login works", async ({ page, context, account, app }) => {
  const { hostname: domain } = new URL(app.address);
  await context.addCookies([{ name: "access_token", value: "of-another-app", domain, path: "/api" }]);
  await page.goto("/login");
  await enter(page, account);
  await expect(page.getByRole("alert")).toContainText("cookie named access_token");
  await context.clearCookies();
  await enter(page, account);
  await expect(page).toHaveURL("/dashboard");
});

test("a browser that keeps no cookies is told so", async ({ page, account }) => {
  await page.route(/auth\.login/, async (route) => {
    const answer = await route.fetch();
    const { "set-cookie": _dropped, ...headers } = answer.headers();
    await page.context().clearCookies();
    await route.fulfill({ response: answer, headers });
  });
  await page.goto("/login");
  await enter(page, account);
  await expect(page.getByRole("alert")).toContainText("doesn’t keep this site’s cookies");
  await expect(page).toHaveURL("/login");
});

test("opened at another address, the page names the app’s own", async ({ page, app, account }) => {
  const other = app.address.replace("localhost", "127.0.0.1");
  await page.goto(`${other}/login?next=%2Fadmin`);
  await expect(page.getByRole("alert")).toContainText(`Open it at ${app.address} and try again.`);
  await enter(page, account);
  await expect(page.getByRole("alert").last()).toContainText(`Open it at ${app.address} and try again.`);
  await page.getByRole("link", { name: "Open it there" }).click();
  await expect(page).toHaveURL(`${app.address}/login?next=%2Fadmin`);
  await expect(page.getByRole("alert")).toHaveCount(0);
});
