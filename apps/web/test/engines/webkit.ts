import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@curfew/testing/ports";
import { Builder, By, until, type WebDriver, type WebElement } from "selenium-webdriver";
import type { Browser, Engine, LaunchOptions, Tab } from "./browser.ts";
import { createProfile, writeCertificate } from "./profile.ts";

/** Where GnuTLS, by which WebKitGTK speaks TLS, finds whom to trust. */
const TRUSTED = "/etc/ssl/certs/ca-certificates.crt";
const PATIENCE_MS = 20_000;

/** The programs that WebKit is driven by. */
export interface WebkitPrograms {
  readonly driver: string;
  readonly browser: string;
  /** Xvfb: WebKitGTK draws nowhere but on a screen. */
  readonly screen: string;
}

/** WebKitGTK, over classic WebDriver. */
export const createWebkit = (programs: WebkitPrograms): Engine => ({
  name: "WebKit",
  async launch({ authority, deniesStorage = false }: LaunchOptions = {}) {
    const profile = await createProfile();
    const screen = await startScreen(programs.screen);
    const port = await freePort();
    const file = authority === undefined ? null : await writeCertificate(profile, authority);
    const env = { ...process.env, DISPLAY: screen.display, HOME: profile.folder, XDG_RUNTIME_DIR: profile.folder };
    const server = spawnTrusting(programs.driver, [`--port=${port}`], { env, file });
    await listening(port, server);
    const args = ["--automation", ...(deniesStorage ? ["--enable-html5-local-storage=false"] : [])];
    const driver = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities({
        browserName: "MiniBrowser",
        "webkitgtk:browserOptions": { binary: programs.browser, args },
      })
      .build();
    const close = async () => {
      await driver.quit();
      await ended(server);
      await ended(screen.process);
      await profile.remove();
    };
    return { openTab: createTabs(driver), close } satisfies Browser;
  },
});

/** Starts a program that trusts one authority more: what it sees of the system's list is a copy, in a mount namespace of its own. */
function spawnTrusting(
  program: string,
  args: readonly string[],
  { env, file }: { readonly env: NodeJS.ProcessEnv; readonly file: string | null },
): ChildProcess {
  if (file === null) return spawn(program, args, { env, stdio: "ignore" });
  const script = 'cat "$1" >> "$2.all" && cat "$3" >> "$2.all" && mount --bind "$2.all" "$1" && shift 3 && exec "$@"';
  const ownUser = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  return spawn("unshare", [...ownUser, "--mount", "sh", "-c", script, "sh", TRUSTED, file, file, program, ...args], {
    env,
    stdio: "ignore",
  });
}

async function startScreen(program: string): Promise<{ readonly display: string; readonly process: ChildProcess }> {
  const child = spawn(program, ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const numbers = child.stdio[3];
  if (!numbers) throw new Error("no pipe");
  const [number] = (await once(numbers, "data")) as [Buffer];
  return { display: `:${number.toString().trim()}`, process: child };
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the driver of WebKit ended with exit code ${child.exitCode}`);
    const socket = connect(port, "127.0.0.1");
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    await sleep(50);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill();
  await exit;
}

/** A driver has one window in front, so what tabs do is done one after the other. */
function createTabs(driver: WebDriver): Browser["openTab"] {
  let isFirst = true;
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
  return async () => {
    const handle = await alone(async () => {
      if (!isFirst) await driver.switchTo().newWindow("tab");
      isFirst = false;
      return driver.getWindowHandle();
    });
    return tabOf(driver, (work) =>
      alone(async () => {
        await driver.switchTo().window(handle);
        return work();
      }),
    );
  };
}

function tabOf(driver: WebDriver, within: <T>(work: () => Promise<T>) => Promise<T>): Tab {
  const find = async (xpath: string): Promise<WebElement> => {
    const element = await driver.wait(until.elementLocated(By.xpath(xpath)), PATIENCE_MS);
    await driver.wait(until.elementIsEnabled(element), PATIENCE_MS);
    return element;
  };
  return {
    visit: (address) => within(() => driver.get(address)),
    address: () => within(() => driver.getCurrentUrl()),
    goBack: () => within(() => driver.navigate().back()),
    click: (xpath) => within(async () => (await find(xpath)).click()),
    fill: (xpath, text) =>
      within(async () => {
        const field = await find(xpath);
        await field.clear();
        await field.sendKeys(text);
      }),
    evaluate: (expression) => within(() => driver.executeScript(`return (${expression});`)),
    cookies: () =>
      within(async () => {
        const cookies = await driver.manage().getCookies();
        return cookies.map(({ name, secure = false, httpOnly = false, sameSite = "", path = "", domain = "" }) => {
          return { name, secure, httpOnly, sameSite, path, domain };
        });
      }),
  };
}
