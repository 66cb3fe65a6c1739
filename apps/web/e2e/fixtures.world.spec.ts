import { sessionFixtures, signUp } from "@curfew/testing/people";
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
