import { logIn, mutate, sessionFixtures, signUp } from "@curfew/testing/people";
import { test as base } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const PEOPLE = 120;

test("a hundred and twenty fixtures in a row trip no limit", async ({ playwright, app }) => {
  // So many passwords are hashed one after the other.
  test.slow();
  const emails = new Set<string>();
  for (let i = 0; i < PEOPLE; i += 1) {
    await sessionFixtures.account({ playwright, baseURL: app.address }, async ({ email }) => void emails.add(email));
  }
  expect(emails.size).toBe(PEOPLE);
});

test("a fixture that is refused by a limit says what to set", async ({ playwright, start }) => {
  const { address } = await start({ LOGIN_ATTEMPTS: "1" });
  const request = await playwright.request.newContext();
  const crowd = async () => {
    for (let i = 0; i < 20; i += 1) await signUp(request, address);
  };
  await expect(crowd()).rejects.toThrow(
    "sign-up was answered 429 (start the app under test with LOGIN_ATTEMPTS=1000000)",
  );
});

test("the administrator is one, and the suspended person stays out", async ({ admin, suspended, context, app }) => {
  const users = await context.request.get(`${app.address}/api/trpc/admin.users`);
  expect(users.status(), admin.email).toBe(200);
  const { email, password } = suspended;
  const login = await mutate(context.request, app.address, "auth.token", { email, password });
  expect(login.status()).toBe(401);
  expect(await login.text()).toContain("credentials_invalid");
  await logIn(context.request, app.address, admin);
});

base("without an operator the fixtures say which one is missing", async () => {
  const use = async (operate: (...words: string[]) => Promise<unknown>) => {
    await expect(operate("suspend", "ada@example.com")).rejects.toThrow("replace the fixture `operate`");
  };
  await sessionFixtures.operate({}, use);
});
