import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

interface Sight {
  readonly name: string;
  readonly isPrivate?: boolean;
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
  { name: "a page that isn't there", open: (page) => page.goto("/nothing-here") },
  { name: "the login page of somebody who is logged in", isPrivate: true, open: (page) => page.goto("/login") },
  {
    name: "the dashboard",
    isPrivate: true,
    async open(page) {
      await page.goto("/dashboard");
      await page.getByRole("button", { name: "Copy and revoke" }).click();
      await expect(page.getByText("401 token_revoked")).toBeVisible();
    },
  },
];

for (const { name, isPrivate, open } of SIGHTS) {
  const the = isPrivate ? test.extend({ page: async ({ page, me }, use) => void (await use(me && page)) }) : test;

  the(`axe finds nothing wrong with ${name}, light and dark`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      expect(found, colorScheme).toEqual([]);
    }
  });

  the(`${name} needs no sideways scrolling at 320 px, nor with text at twice its size`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(page);
    expect(await overhang(page)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 640, height: 640 });
    await page.evaluate(() => {
      document.documentElement.style.fontSize = "200%";
    });
    expect(await overhang(page)).toBeLessThanOrEqual(0);
  });
}

function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}
