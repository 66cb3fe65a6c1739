import { testSights } from "./support/sights.ts";
import { expect } from "./support/test.ts";

testSights([
  {
    name: "the sign-up page with everything wrong",
    async open(page) {
      await page.goto("/signup");
      await page.getByLabel("Password").fill("password");
      await page.getByRole("button", { name: "Sign up" }).click();
      await expect(page.getByText(/^Very easy to guess/)).toBeVisible();
    },
  },
  { name: "the page of a reset link", open: (page) => page.goto("/reset-password#token=x") },
  { name: "the login page of somebody who is logged in", who: "me", open: (page) => page.goto("/login") },
  {
    name: "the question before a session ends",
    who: "me",
    async open(page) {
      await page.goto("/dashboard/sessions");
      await page.getByRole("button", { name: "End session" }).click();
      await expect(page.getByRole("alertdialog")).toBeVisible();
    },
  },
  { name: "the refusal of the page for administrators", who: "me", open: (page) => page.goto("/admin") },
  {
    name: "the page for administrators",
    who: "admin",
    async open(page) {
      await page.goto("/admin");
      const unfold = page.getByRole("button", { name: "Show charts" });
      if (await unfold.isVisible()) await unfold.click();
      for (const summary of await page.getByText("Show as a table").all()) await summary.click();
      await expect(page.getByRole("table", { name: /^Logins/ })).toBeVisible();
    },
  },
  {
    name: "the activity of somebody",
    who: "admin",
    async open(page) {
      await page.goto("/admin");
      await page.getByRole("button", { name: "Activity" }).first().click();
      await expect(page.getByRole("dialog").getByText("Account created")).toBeVisible();
    },
  },
  {
    name: "the question before all sessions end",
    who: "me",
    async open(page) {
      await page.goto("/dashboard/sessions");
      await page.getByRole("button", { name: "Log out everywhere" }).click();
      await expect(page.getByRole("alertdialog")).toBeVisible();
    },
  },
  {
    name: "the question before everything ends",
    who: "admin",
    async open(page) {
      await page.goto("/admin");
      await page.getByRole("button", { name: "Log everyone out" }).click();
      await expect(page.getByRole("alertdialog")).toBeVisible();
    },
  },
]);
