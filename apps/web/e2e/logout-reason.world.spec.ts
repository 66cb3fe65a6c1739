import { type Person, signUp } from "@curfew/testing/people";
import type { Page } from "@playwright/test";
import type { App } from "./support/app.ts";
import { expect, test } from "./support/test.ts";

const SHORT_SESSIONS = { SESSION_SECONDS: "8", REFRESH_TOKEN_SECONDS: "8", ACCESS_TOKEN_SECONDS: "4" };

async function enter(page: Page, { email, password }: Person) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

test("an expired session says so until the next login", async ({ page, context, start }) => {
  const app = await start({ ...SHORT_SESSIONS, CLOCK_TOLERANCE_SECONDS: "0" });
  const me = await signUp(context.request, app.address);
  await page.goto(`${app.address}/dashboard/sessions?again`);
  await expect(page).toHaveURL(`${app.address}/login?next=%2Fdashboard%2Fsessions%3Fagain`, { timeout: 20_000 });
  const said = page.getByText("Your session has expired. Log in again to continue.");
  await expect(said).toBeVisible();
  await page.reload();
  await expect(said).toBeVisible();
  await enter(page, me);
  await expect(page).toHaveURL(`${app.address}/dashboard/sessions?again`);
  await page.goto(`${app.address}/login`);
  await expect(page.getByText("You’re logged in as")).toBeVisible();
  await expect(said).toHaveCount(0);
  await context.clearCookies();
  await page.reload();
  await expect(page.getByLabel("Email")).toBeVisible();
  await expect(said).toHaveCount(0);
});

test("when everyone’s sessions are ended, the page says who did it", async ({ page, context, start }) => {
  const app = await start();
  await signUp(context.request, app.address);
  const watching = page.waitForResponse(/sessions\.watch/);
  await page.goto(`${app.address}/dashboard/account`);
  await watching;
  const other = await context.newPage();
  await other.goto(`${app.address}/dashboard`);
  await app.operate("end-everything", "--yes");
  for (const tab of [page, other]) {
    await expect(tab).toHaveURL(/\/login/);
    await expect(tab.getByRole("status")).toHaveText("Everyone was logged out by an administrator.");
  }
  await expect(page).toHaveURL(`${app.address}/login?next=%2Fdashboard%2Faccount`);
});

test("a suspended person is told that, and not of a break-in", async ({ page, context, start }) => {
  const app = await start();
  const me = await signUp(context.request, app.address);
  const watching = page.waitForResponse(/sessions\.watch/);
  await page.goto(`${app.address}/dashboard/account`);
  await watching;
  await app.operate("suspend", me.email);
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole("status")).toHaveText("Your account has been suspended by an administrator.");
});

/** `seconds`: how long an access token lives. Of one that is over by then it is the renewal that is refused. */
const SLEPT_THROUGH = [
  {
    what: "a suspension",
    seconds: "2",
    end: (app: App, { email }: Person) => app.operate("suspend", email),
    said: "Your account has been suspended by an administrator.",
  },
  {
    what: "the end of everything",
    seconds: "2",
    end: (app: App) => app.operate("end-everything", "--yes"),
    said: "Everyone was logged out by an administrator.",
  },
  {
    what: "a logout on another device",
    seconds: "60",
    end: (app: App, { email }: Person) => app.operate("end-sessions", email),
    said: "You were logged out from another tab or device.",
  },
];

for (const { what, seconds, end, said } of SLEPT_THROUGH) {
  test(`a tab that slept through ${what} gives the true reason`, async ({ page, context, start }) => {
    const app = await start({ ACCESS_TOKEN_SECONDS: seconds, CLOCK_TOLERANCE_SECONDS: "0" });
    const me = await signUp(context.request, app.address);
    await page.route(/sessions\.watch/, (route) => route.abort());
    const watching = page.waitForRequest(/sessions\.watch/);
    await page.goto(`${app.address}/dashboard/account`);
    // Its scripts have taken over: what is told before is heard by nothing.
    await watching;
    await end(app, me);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
    await expect(page).toHaveURL(/\/login/);
    await expect(page.getByRole("status")).toHaveText(said);
  });
}
