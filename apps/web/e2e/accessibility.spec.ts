import { mutate, somebody } from "@curfew/testing/people";
import { expectToFit } from "./support/fit.ts";
import { testSights } from "./support/sights.ts";
import { expect, test } from "./support/test.ts";

testSights([
  { name: "the start page", open: (page) => page.goto("/") },
  { name: "the login page", open: (page) => page.goto("/login") },
  { name: "the sign-up page", open: (page) => page.goto("/signup") },
  {
    name: "the login page after a wrong password",
    async open(page) {
      await page.goto("/login");
      await page.getByLabel("Email").fill("nobody@example.com");
      await page.getByLabel("Password").fill("whatever it may be");
      await page.getByRole("button", { name: "Log in" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
  {
    name: "a page of the documentation, searched",
    async open(page) {
      await page.goto("/docs/start/blacklist");
      await page.getByRole("combobox").fill("log out everywhere");
      await expect(page.getByRole("option").first()).toBeVisible();
    },
  },
  { name: "a page that isn't there", open: (page) => page.goto("/nothing-here") },
  {
    name: "the dashboard",
    who: "me",
    async open(page) {
      await page.goto("/dashboard");
      await page.getByRole("button", { name: "Copy and revoke" }).click();
      await expect(page.getByText("401 token_revoked")).toBeVisible();
    },
  },
  {
    name: "the list of sessions",
    who: "me",
    async open(page) {
      await page.goto("/dashboard/sessions");
      await page.getByRole("listitem").getByRole("button", { name: "End session" }).focus();
    },
  },
  {
    name: "the account with everything wrong",
    who: "me",
    async open(page) {
      await page.goto("/dashboard/account");
      await page.getByRole("button", { name: "Change password" }).click();
      await page.getByRole("button", { name: "Delete account" }).click();
      await page.getByRole("button", { name: "Delete account" }).click();
      await expect(page.getByText("Enter your password.")).toBeVisible();
    },
  },
]);

test("nothing runs off the page for somebody with a long name", { tag: "@world" }, async ({ page, app }) => {
  await expectToFit(page, app, "W".repeat(100));
});

test("a right-to-left name leaves the surrounding words in place", async ({ page, context, app }) => {
  const { email, password } = somebody();
  await mutate(context.request, app.address, "auth.signup", { name: "שרה 3!", email, password });
  await page.goto("/login");
  await expect(page.getByText("You’re logged in as").locator("bdi")).toHaveText("שרה 3!");
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { level: 1 }).locator("bdi")).toHaveText("שרה 3!");
});

test("on paper there is nothing that can only be pressed", async ({ page, me }) => {
  await page.goto("/dashboard/account");
  await page.emulateMedia({ media: "print" });
  for (const part of ["button", "form", "nav"]) {
    for (const found of await page.locator(part).all()) await expect(found, me.email).toBeHidden();
  }
  await expect(page.getByText("Account created")).toBeVisible();
});

test("errors are told from hints by more than their colour", async ({ page }) => {
  await page.goto("/signup");
  await page.getByRole("button", { name: "Sign up" }).click();
  const error = page.getByText("Enter your name.");
  await expect(error.locator("xpath=..").locator("svg")).toBeVisible();
});

test("a question too long for the window begins at its title", { tag: "@world" }, async ({ page, me, app }) => {
  await app.operate("grant-admin", me.email);
  await page.setViewportSize({ width: 320, height: 256 });
  await page.goto("/admin");
  await page.getByRole("button", { name: "Log everyone out" }).click();
  const title = page.getByRole("alertdialog").getByRole("heading");
  await expect(title).toBeFocused();
  await expect(title).toBeInViewport();
});
