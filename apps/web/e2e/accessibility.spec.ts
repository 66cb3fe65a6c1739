import AxeBuilder from "@axe-core/playwright";
import { mutate, somebody } from "@curfew/testing/people";
import type { Page } from "@playwright/test";
import { expectToFit, overhang } from "./support/fit.ts";
import { expect, test } from "./support/test.ts";

interface Sight {
  readonly name: string;
  /** Who looks; left out: somebody who isn't logged in. */
  readonly who?: "me" | "admin";
  readonly open: (page: Page) => Promise<unknown>;
}

const SIGHTS: readonly Sight[] = [
  { name: "the start page", open: (page) => page.goto("/") },
  { name: "the login page", open: (page) => page.goto("/login") },
  { name: "the sign-up page", open: (page) => page.goto("/signup") },
  {
    name: "the sign-up page with everything wrong",
    async open(page) {
      await page.goto("/signup");
      await page.getByLabel("Password").fill("password");
      await page.getByRole("button", { name: "Sign up" }).click();
      await expect(page.getByText(/^Very easy to guess/)).toBeVisible();
    },
  },
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
  { name: "the page of a reset link", open: (page) => page.goto("/reset-password#token=x") },
  {
    name: "a page of the documentation, searched",
    async open(page) {
      await page.goto("/docs/start/blacklist");
      await page.getByRole("combobox").fill("log out everywhere");
      await expect(page.getByRole("option").first()).toBeVisible();
    },
  },
  { name: "a page that isn't there", open: (page) => page.goto("/nothing-here") },
  { name: "the login page of somebody who is logged in", who: "me", open: (page) => page.goto("/login") },
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
    name: "the question before a session ends",
    who: "me",
    async open(page) {
      await page.goto("/dashboard/sessions");
      await page.getByRole("button", { name: "End session" }).click();
      await expect(page.getByRole("alertdialog")).toBeVisible();
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
];

const looking = {
  me: test.extend({ page: async ({ page, me }, use) => void (await use(me && page)) }),
  admin: test.extend({ page: async ({ page, admin }, use) => void (await use(admin && page)) }),
  nobody: test,
} as const;

for (const { name, who, open } of SIGHTS) {
  const the = looking[who ?? "nobody"];

  the(`axe finds nothing wrong with ${name}, and it fits a width of 320 px`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.setViewportSize({ width: 320, height: 640 });
    await open(page);
    expect(await overhang(page)).toBeLessThanOrEqual(0);
    await setTextSize(page, "200%");
    for (const width of [320, 390]) {
      await page.setViewportSize({ width, height: 640 });
      expect(await overhang(page), `text at twice its size, ${width} px`).toBeLessThanOrEqual(0);
    }
    await setTextSize(page, "");
    await page.setViewportSize({ width: 1280, height: 720 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      // In one page, without a second one to put frames together: there are no frames here.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      expect(found, colorScheme).toEqual([]);
    }
  });
}

test("nothing runs off the page for somebody with a long name", async ({ page, app }) => {
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

test("a question too long for the window begins at its title", async ({ page, me, app }) => {
  await app.operate("grant-admin", me.email);
  await page.setViewportSize({ width: 320, height: 256 });
  await page.goto("/admin");
  await page.getByRole("button", { name: "Log everyone out" }).click();
  const title = page.getByRole("alertdialog").getByRole("heading");
  await expect(title).toBeFocused();
  await expect(title).toBeInViewport();
});

/** Sets the size of the page's text; an empty one is its own. */
function setTextSize(page: Page, size: string): Promise<void> {
  return page.evaluate((fontSize) => {
    document.documentElement.style.fontSize = fontSize;
  }, size);
}
