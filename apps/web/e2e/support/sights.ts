import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { overhang } from "./fit.ts";
import { expect, test } from "./test.ts";

export interface Sight {
  readonly name: string;
  /** Who looks; left out: somebody who isn't logged in. */
  readonly who?: "me" | "admin";
  readonly open: (page: Page) => Promise<unknown>;
}

const looking = {
  me: test.extend({ page: async ({ page, me }, use) => void (await use(me && page)) }),
  admin: test.extend({ page: async ({ page, admin }, use) => void (await use(admin && page)) }),
  nobody: test,
} as const;

/** Has axe look at each, light and dark, and sees that it fits a narrow window, also with text at twice its size. */
export function testSights(sights: readonly Sight[]): void {
  for (const sight of sights) testSight(sight);
}

function testSight({ name, who, open }: Sight): void {
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

/** Sets the size of the page's text; an empty one is its own. */
function setTextSize(page: Page, size: string): Promise<void> {
  return page.evaluate((fontSize) => {
    document.documentElement.style.fontSize = fontSize;
  }, size);
}
