import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { authority } from "@curfew/testing/certificates";
import { bearer, call } from "@curfew/testing/client";
import { somebody } from "@curfew/testing/people";
import { freePort } from "@curfew/testing/ports";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type AppProcess, SERVER, startProcess, takeTime } from "../support/process.ts";
import type { LaunchOptions, Tab } from "./browser.ts";
import { candidates } from "./engines.ts";
import { startTlsFront } from "./tls-front.ts";

takeTime();

const LOG_IN = '//main//button[normalize-space()="Log in"]';
const LOG_OUT = '//button[normalize-space()="Log out"]';
const SIGN_UP = '//main//button[normalize-space()="Sign up"]';
const field = (name: string) => `//input[@name="${name}"]`;

/** The app with its pages; needs a build, named by `CURFEW_BUILD_DIR`. */
async function startApp(settings: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "curfew-engines-"));
  const { CURFEW_BUILD_DIR = "" } = process.env;
  const app = await startProcess({ DATA_DIR: folder, CURFEW_BUILD_DIR, ...settings }, { program: SERVER });
  return {
    ...app,
    async end() {
      await app.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function pathOf(tab: Tab): Promise<string> {
  const { pathname, search } = new URL(await tab.address());
  return pathname + search;
}

function textOf(tab: Tab): Promise<string> {
  return tab.evaluate("document.body.innerText") as Promise<string>;
}

/** Waits until the tab is there and shows this. */
async function expectPage(tab: Tab, path: string, text: string): Promise<void> {
  await expect.poll(() => pathOf(tab)).toBe(path);
  await expect.poll(() => textOf(tab).catch(() => "")).toContain(text);
}

const all = candidates();

test("There is every engine", () => {
  const lacking = all.flatMap(({ name, missing }) => (missing === undefined ? [] : [`${name} (${missing})`]));
  if (lacking.length > 0 && !process.env.CI) console.error(`NOT TRIED: ${lacking.join(", ")}. See npm run test:world.`);
  else expect(lacking).toEqual([]);
});

describe.each(all.flatMap(({ engine }) => engine ?? []))("$name", ({ launch: launchEngine }) => {
  let app: AppProcess & { end(): Promise<void> };
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.end());

  const launch = async (options?: LaunchOptions) => {
    const browser = await launchEngine(options);
    onTestFinished(() => browser.close());
    return browser;
  };

  const enter = async (tab: Tab, person: ReturnType<typeof somebody>, address = app.address) => {
    await tab.visit(`${address}/login`);
    await tab.fill(field("email"), person.email);
    await tab.fill(field("password"), person.password);
    await tab.click(LOG_IN);
    await expectPage(tab, "/dashboard", person.name);
  };

  const somebodyHere = async () => {
    const person = somebody();
    const origin = app.address;
    const { setCookies } = await call(app, "auth.signup", { input: person, headers: { origin } });
    const cookie = setCookies.map((line) => line.split(";", 1)[0]).join("; ");
    expect((await call(app, "auth.logout", { input: null, headers: { origin, cookie } })).status).toBe(200);
    return person;
  };

  test("Somebody signs up, and sees their dashboard", async () => {
    const { name, email, password } = somebody();
    const tab = await (await launch()).openTab();
    await tab.visit(`${app.address}/signup`);
    await tab.fill(field("name"), name);
    await tab.fill(field("email"), email);
    await tab.fill(field("password"), password);
    await tab.click(SIGN_UP);
    await expectPage(tab, "/dashboard", email);
    expect(await textOf(tab)).toContain(name);
  });

  test("A wrong password says so, and keeps the address", async () => {
    const { email } = await somebodyHere();
    const tab = await (await launch()).openTab();
    await tab.visit(`${app.address}/login`);
    await tab.fill(field("email"), email);
    await tab.fill(field("password"), "not the password at all");
    await tab.click(LOG_IN);
    await expectPage(tab, "/login", "Incorrect email or password.");
    expect(await tab.evaluate('document.querySelector("input[name=email]").value')).toBe(email);
    expect(await tab.cookies()).toEqual([]);
  });

  test("The trial shows a copied token accepted, revoked and refused", async () => {
    const person = await somebodyHere();
    const tab = await (await launch()).openTab();
    await enter(tab, person);
    await tab.click('//button[contains(., "Copy and revoke")]');
    for (const step of ["200 allowed", "200 revoked", "401 token_revoked"]) {
      await expect.poll(() => textOf(tab)).toContain(step);
    }
  });

  test("A session ended from the list is refused", async () => {
    const person = await somebodyHere();
    const logIn = () => call(app, "auth.token", { input: { email: person.email, password: person.password } });
    const me = (token: string) => call(app, "account.me", { headers: bearer(token) });
    const tokens = [await logIn(), await logIn()].map(({ data }) => (data as { accessToken: string }).accessToken);
    const tab = await (await launch()).openTab();
    await enter(tab, person);
    await tab.visit(`${app.address}/dashboard/sessions`);
    await expectPage(tab, "/dashboard/sessions", "3 sessions");
    await tab.click('//button[starts-with(normalize-space(), "End session") and contains(., "node")]');
    await tab.click('//*[@role="alertdialog"]//button[not(normalize-space()="Cancel")]');
    await expect.poll(() => textOf(tab)).toContain("2 sessions");
    const statuses = await Promise.all(tokens.map(async (token) => (await me(token)).status));
    expect(statuses.toSorted()).toEqual([200, 401]);
    expect(await pathOf(tab)).toBe("/dashboard/sessions");
  });

  test("A logout ends the session, in every tab, and the back button shows nothing private", async () => {
    const person = await somebodyHere();
    const browser = await launch();
    const [tab, other] = [await browser.openTab(), await browser.openTab()];
    await enter(tab, person);
    await other.visit(app.address);
    await other.visit(`${app.address}/dashboard/account`);
    await expectPage(other, "/dashboard/account", person.email);
    await tab.visit(`${app.address}/dashboard?again`);
    await expectPage(tab, "/dashboard?again", person.email);
    await tab.click(LOG_OUT);
    await expectPage(tab, "/login", "You’ve been logged out.");
    // Nothing of it is seen on the way: a tab in the background may hear of it late.
    await expect.poll(() => pathOf(other)).toMatch(/^\/login/);
    await expect.poll(() => textOf(other)).toContain("You were logged out from another tab or device.");
    expect(await tab.cookies()).toEqual([]);
    await tab.goBack();
    await expectPage(tab, "/login?next=%2Fdashboard", "Log in");
    await other.goBack();
    await expect.poll(() => pathOf(other)).toBe("/");
    for (const left of [tab, other]) expect(await textOf(left)).not.toContain(person.email);
  });

  test("A browser that denies storage logs in and out", async () => {
    const person = await somebodyHere();
    const tab = await (await launch({ deniesStorage: true })).openTab();
    await tab.visit(app.address);
    const stored = '(() => { try { return String(localStorage.setItem("a", "b")) } catch { return "denied" } })()';
    expect(await tab.evaluate(stored)).toBe("denied");
    await enter(tab, person);
    await tab.click(LOG_OUT);
    await expect.poll(() => pathOf(tab)).toBe("/login");
    expect(await tab.cookies()).toEqual([]);
  });

  test("On https the cookies are the host's own, and go with the session", async () => {
    const port = await freePort();
    const origin = `https://localhost:${port}`;
    const own = authority();
    const secure = await startApp({ APP_ORIGIN: origin, TRUSTED_PROXY_HOPS: "1" });
    onTestFinished(() => secure.end());
    const front = await startTlsFront(port, own.certify("localhost"), secure);
    onTestFinished(() => front.close());
    const person = somebody();
    expect((await call(secure, "auth.signup", { input: person, headers: { origin } })).status).toBe(200);
    const tab = await (await launch({ authority: own.certificate })).openTab();
    await enter(tab, person, origin);
    const cookies = await tab.cookies();
    const rules = { secure: true, httpOnly: true, sameSite: "Lax", path: "/", domain: "localhost" };
    expect(cookies.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: "__Host-access_token", ...rules },
      { name: "__Host-refresh_token", ...rules },
    ]);
    expect(await tab.evaluate("document.cookie")).toBe("");
    await tab.click(LOG_OUT);
    await expectPage(tab, "/login", "You’ve been logged out.");
    expect(await tab.cookies()).toEqual([]);
  });
});
