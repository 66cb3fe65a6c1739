import type { Person } from "@curfew/api/testing";
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

test("a second login of one browser throws out neither tab", async ({ context, account }) => {
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
