import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@curfew/testing/ports";
import { chromium, type Page } from "playwright";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";

// Next.js compiles an app here, and serves it.
vi.setConfig({ hookTimeout: 600_000, testTimeout: 60_000 });

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const NEXT = join(PACKAGE, "node_modules/next/dist/bin/next");

let folder = "";
let origin = "";
let server: ReturnType<typeof spawn>;

beforeAll(async () => {
  // Within the package: Next.js compiles its sources, and finds them from there.
  await mkdir(join(PACKAGE, ".builds"), { recursive: true });
  folder = await mkdtemp(join(PACKAGE, ".builds/app-"));
  await mkdir(join(folder, "node_modules/@curfew"), { recursive: true });
  await symlink(PACKAGE, join(folder, "node_modules/@curfew/next"));
  await writeApp();
  origin = `http://localhost:${await freePort()}`;
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    APP_ORIGIN: origin,
  } as const;
  const { code, text } = await ended(spawn(process.execPath, [NEXT, "build"], { cwd: folder, env }));
  if (code !== 0) throw new Error(text);
  server = spawn(process.execPath, [NEXT, "start", "-p", new URL(origin).port], { cwd: folder, env });
  await vi.waitFor(async () => expect((await fetch(`${origin}/login`)).ok).toBe(true), { timeout: 60_000 });
});

afterAll(async () => {
  server?.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** Writes the app of the README, file by file. */
async function writeApp(): Promise<void> {
  const readme = await readFile(join(PACKAGE, "README.md"), "utf8");
  const files = [...readme.matchAll(/^```tsx? file=(\S+)\n(.*?)^```$/gms)];
  expect(files.length).toBeGreaterThan(5);
  for (const [, path = "", text = ""] of files) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const config = {
    transpilePackages: ["@curfew/auth", "@curfew/http", "@curfew/next", "@curfew/trpc"],
    typescript: { ignoreBuildErrors: true },
    turbopack: { root: join(PACKAGE, "../..") },
  };
  await writeFile(join(folder, "next.config.mjs"), `export default ${JSON.stringify(config)};\n`);
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
}

async function ended(child: ReturnType<typeof spawn>): Promise<{ readonly code: unknown; readonly text: string }> {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += chunk));
  const [code] = await once(child, "close");
  return { code, text };
}

/** A browser without scripts: it keeps cookies and submits the form of a page. */
function createBrowser() {
  const jar = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}) => {
    const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
    const headers = { cookie, origin, ...(init.headers as Record<string, string>) };
    const response = await fetch(origin + path, { redirect: "manual", ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const submit = async (path: string, fields: Readonly<Record<string, string>>) => {
    const page = await (await send(path)).text();
    const body = new FormData();
    for (const [tag] of page.matchAll(/<input type="hidden"[^>]*>/g)) {
      const [name = "", value = ""] = ["name", "value"].map((key) => new RegExp(`${key}="([^"]*)"`).exec(tag)?.[1]);
      body.set(name, value.replaceAll("&quot;", '"'));
    }
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return send(path, { method: "POST", body });
  };
  return { jar, send, submit };
}

async function loggedIn() {
  const browser = createBrowser();
  const entered = await browser.submit("/login", { name: "ann" });
  expect([entered.status, entered.headers.get("location")]).toEqual([303, "/"]);
  return browser;
}

test("A page sends a visitor without a session to the login page, and back", async () => {
  const { send } = createBrowser();
  const response = await send("/?tab=2");
  expect([response.status, response.headers.get("location")]).toEqual([307, "/login?next=%2F%3Ftab%3D2"]);
});

test("A page shows whose session it is, and is kept by nobody", async () => {
  const { send } = await loggedIn();
  const response = await send("/");
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, expect.stringContaining("no-store")]);
  expect(await response.text()).toMatch(/Hello, (<!-- -->)?ann/);
});

test("After a logout neither a page nor a handler takes the session's old cookies", async () => {
  const { jar, send, submit } = await loggedIn();
  const kept = [...jar];
  await submit("/", {});
  expect([...jar.keys()]).toEqual([]);
  for (const [name, value] of kept) jar.set(name, value);
  expect([(await send("/")).status, (await send("/api/session")).status]).toEqual([307, 401]);
});

test("A page is rendered by the refresh token alone, and sets no cookie", async () => {
  const { jar, send } = await loggedIn();
  jar.delete("access_token");
  const response = await send("/");
  expect([response.status, response.headers.getSetCookie()]).toEqual([200, []]);
});

test("A renewal gives new cookies, and a foreign one is refused", async () => {
  const { send } = await loggedIn();
  expect((await send("/api/session", { method: "POST" })).headers.getSetCookie()).toHaveLength(2);
  const foreign = { method: "POST", headers: { origin: "https://elsewhere.example" } };
  expect((await send("/api/session", foreign)).status).toBe(403);
});

/** Opens a browser with scripts, in which somebody is logged in. */
async function openBrowser() {
  const { CHROMIUM_PATH } = process.env;
  const browser = await chromium.launch({ ...(CHROMIUM_PATH && { executablePath: CHROMIUM_PATH }) });
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ baseURL: origin });
  const page = await context.newPage();
  await page.goto("/login");
  await page.getByLabel("Name").fill("ann");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("Hello, ann").waitFor();
  return { context, page };
}

/** Opens a private page, and waits until its guard has asked about the session. */
async function openGuarded(page: Page): Promise<void> {
  const asked = page.waitForResponse("**/api/session");
  await page.goto("/?tab=2");
  expect((await asked).status()).toBe(200);
}

const look = (page: Page) => page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));

test("A page that is looked at leaves when its session is over, and other tabs with it", async () => {
  const { context, page } = await openBrowser();
  const other = await context.newPage();
  for (const tab of [page, other]) await openGuarded(tab);
  // Ended by another device, as far as this browser knows.
  const cookies = await context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  expect((await fetch(`${origin}/api/session`, { method: "DELETE", headers: { cookie, origin } })).ok).toBe(true);
  await look(page);
  for (const tab of [page, other]) {
    await tab.waitForURL("/login?next=%2F%3Ftab%3D2");
    expect(await tab.getByText("Hello, ann").count()).toBe(0);
  }
});

test("A page stays while its session can't be asked about, and renews what has expired", async () => {
  const { context, page } = await openBrowser();
  await openGuarded(page);
  await page.route("**/api/session", (route) => route.fulfill({ status: 503 }));
  const asked = page.waitForResponse("**/api/session");
  await look(page);
  expect((await asked).status()).toBe(503);
  await page.unroute("**/api/session");
  await context.clearCookies({ name: "access_token" });
  const renewed = page.waitForResponse((response) => response.request().method() === "POST");
  await look(page);
  expect((await renewed).status()).toBe(200);
  expect((await context.cookies()).map(({ name }) => name).toSorted()).toEqual(["access_token", "refresh_token"]);
  expect(new URL(page.url()).pathname).toBe("/");
});

test("After a logout the back button shows nothing private", async () => {
  const { page } = await openBrowser();
  await openGuarded(page);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL("/login");
  await page.goBack();
  await page.waitForURL(/\/login/);
  expect(await page.getByText("Hello, ann").count()).toBe(0);
});
