import { join } from "node:path";
import puppeteer, { type Page, type Browser as PuppeteerBrowser } from "puppeteer-core";
import type { Browser, Engine, LaunchOptions, Tab } from "./browser.ts";
import { createProfile, trustInNss } from "./profile.ts";

/** Chromium has no setting that denies storage and not cookies. */
function denyStorage(): void {
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, {
      get() {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
    });
  }
}

/** Chromium, over its own protocol. */
export const createChromium = (executablePath: string): Engine => ({
  name: "Chromium",
  async launch({ authority, deniesStorage = false }: LaunchOptions = {}) {
    const profile = await createProfile();
    if (authority !== undefined) await trustInNss(profile, join(profile.folder, ".pki/nssdb"), authority);
    const browser = await puppeteer.launch({
      executablePath,
      userDataDir: join(profile.folder, "profile"),
      args: ["--no-sandbox"],
      env: { ...process.env, HOME: profile.folder },
    });
    const prepare = (page: Page) =>
      deniesStorage ? page.evaluateOnNewDocument(denyStorage).then(() => {}) : undefined;
    return over(browser, profile.remove, prepare);
  },
});

/** Firefox, over WebDriver BiDi. */
export const createFirefox = (executablePath: string): Engine => ({
  name: "Firefox",
  async launch({ authority, deniesStorage = false }: LaunchOptions = {}) {
    const profile = await createProfile();
    const userDataDir = join(profile.folder, "profile");
    if (authority !== undefined) await trustInNss(profile, userDataDir, authority);
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath,
      userDataDir,
      extraPrefsFirefox: { "dom.storage.enabled": !deniesStorage },
      env: { ...process.env, HOME: profile.folder },
    });
    return over(browser, profile.remove);
  },
});

function over(
  browser: PuppeteerBrowser,
  remove: () => Promise<void>,
  prepare: (page: Page) => Promise<void> | undefined = () => undefined,
): Browser {
  return {
    async openTab() {
      const page = await browser.newPage();
      await prepare(page);
      return tabOf(page);
    },
    async close() {
      await browser.close();
      await remove();
    },
  };
}

function tabOf(page: Page): Tab {
  const element = async (xpath: string) => {
    // A tab behind another one isn't drawn, so that nothing in it ever stands still.
    await page.bringToFront();
    return page.locator(`::-p-xpath(${xpath})`);
  };
  return {
    visit: async (address) => void (await page.goto(address)),
    address: async () => page.url(),
    goBack: async () => void (await page.goBack()),
    click: async (xpath) => (await element(xpath)).click(),
    fill: async (xpath, text) => (await element(xpath)).fill(text),
    evaluate: (expression) => page.evaluate(expression),
    async cookies() {
      const { hostname } = new URL(page.url());
      const cookies = await page.browserContext().cookies();
      return cookies
        .filter(({ domain }) => domain === hostname)
        .map(({ name, secure, httpOnly, sameSite = "", path, domain }) => {
          return { name, secure, httpOnly: httpOnly ?? false, sameSite, path, domain };
        });
    },
  };
}
