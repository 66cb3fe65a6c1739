import type { Person } from "@curfew/testing/people";
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

async function logIn(page: Page, { email, password }: Person) {
  await page.goto("/login");
  await enter(page, { email, password });
}

async function enter(page: Page, { email, password }: Pick<Person, "email" | "password">) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL(/\/dashboard/);
}

async function isLoggedIn({ request }: BrowserContext): Promise<boolean> {
  return (await request.get("/api/trpc/account.me")).ok();
}

/** Long enough for what the server tells a stream, and for what tabs tell each other. */
const SETTLED_MS = 4_000;

test("a second login of one browser throws out neither tab", { tag: "@ways" }, async ({ context, account }) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  await Promise.all([first.goto("/login"), second.goto("/login")]);
  await enter(first, account);
  await enter(second, account);
  await first.waitForTimeout(SETTLED_MS);
  for (const tab of [first, second]) {
    await expect(tab).toHaveURL("/dashboard");
    await expect(tab.getByText(account.email).first()).toBeVisible();
  }
  expect(await isLoggedIn(context)).toBe(true);
});

test("word that an older session has ended doesn’t reach a newer one", async ({ context, page, account }) => {
  await logIn(page, account);
  const other = await context.newPage();
  await other.goto("/login");
  for (const sessionId of ["an-older-session", null, undefined]) {
    await other.evaluate((id) => {
      new BroadcastChannel("curfew").postMessage({ type: "ended", sessionId: id, farewell: "elsewhere" });
    }, sessionId);
  }
  const me = await page.evaluate(async () => (await fetch("/api/trpc/account.me")).json());
  const asked = page.waitForResponse(/account\.me/);
  await other.evaluate((id) => {
    new BroadcastChannel("curfew").postMessage({ type: "ended", sessionId: id, farewell: "elsewhere" });
  }, me.result.data.session.id as string);
  // Even its own end is asked about before it is believed.
  expect((await asked).status()).toBe(200);
  await page.waitForTimeout(500);
  await expect(page).toHaveURL("/dashboard");
});

test("a login in one tab reloads the others, for any user", async ({ context, page, me, account }) => {
  await page.goto("/dashboard/account");
  await expect(page.getByText(me.email).first()).toBeVisible();
  await logIn(await context.newPage(), account);
  await expect(page.getByText(account.email).first()).toBeVisible();
  await expect(page).toHaveURL("/dashboard/account");
  await expect(page.getByText(me.email)).toHaveCount(0);
});

test("a page acts only for whom it was rendered", async ({ context, page, me, account, app, elsewhere }) => {
  const theirs = await elsewhere(account);
  const cookies = await theirs.cookies(app.address);
  const acts = [
    { path: "/dashboard/sessions", button: "Log out" },
    { path: "/dashboard/sessions", button: "Log out everywhere" },
    { path: "/dashboard/sessions", button: "End session" },
  ];
  const own = await context.cookies(app.address);
  for (const { path, button } of acts) {
    await context.addCookies(own);
    await page.goto(path);
    await expect(page.getByRole("button", { name: "Log out", exact: true })).toBeEnabled();
    // Somebody else logs in where this page can't hear of it.
    await context.addCookies(cookies);
    await page
      .getByRole("button", { name: new RegExp(`^${button}`) })
      .first()
      .click();
    const confirm = page.getByRole("alertdialog").getByRole("button", { name: new RegExp(`^${button}`) });
    const loaded = page.waitForEvent("load");
    await Promise.race([loaded, confirm.click().catch(() => loaded)]);
    await loaded;
    await expect(page).toHaveURL(path);
    expect(await isLoggedIn(theirs), button).toBe(true);
  }
  await page.goto("/dashboard/account");
  await expect(page.getByText(account.email).first()).toBeVisible();
  await expect(page.getByText(me.email)).toHaveCount(0);
});
