import { mutate, somebody } from "@curfew/testing/people";
import { expect, type Page } from "@playwright/test";
import type { App } from "./app.ts";

/** How far the page reaches beyond its window on the right, pixels. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

const PATHS = ["/dashboard", "/dashboard/sessions", "/dashboard/account", "/admin", "/login", "/signup", "/x"];

/** Expects that no page is wider than a small phone for an administrator of this name. */
export async function expectToFit(page: Page, app: App, name: string): Promise<void> {
  const { email, password } = somebody();
  await mutate(page.context().request, app.address, "auth.signup", { name, email, password });
  await app.operate("grant-admin", email);
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of PATHS) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await overhang(page), path).toBeLessThanOrEqual(0);
  }
}
