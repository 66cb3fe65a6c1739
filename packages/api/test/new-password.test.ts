import { expect, test } from "vitest";
import { createWorld } from "./world/world.ts";

const WEAK = "qwertyuiopasdfgh";

test("A refused new password counts separately, and blocks no login", async () => {
  const world = await createWorld({ loginAttempts: 2 });
  const { browser, credentials, password } = await world.person();
  const change = (newPassword: string, currentPassword = password) =>
    browser.mutate("account.changePassword", { currentPassword, newPassword });
  for (let i = 0; i < 2; i += 1) expect(await change(WEAK)).toMatchObject({ status: 400 });
  const refused = await change("quite another phrase");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "300"]);
  expect((await world.client().mutate("auth.token", credentials)).status).toBe(200);
  world.pass(300);
  expect((await change("quite another phrase")).status).toBe(200);
});

test("The new password is judged only when the current one was right", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  const input = { currentPassword: "not the current one", newPassword: WEAK };
  const answer = await browser.mutate("account.changePassword", input);
  expect([answer.status, answer.reason]).toEqual([403, "password_wrong"]);
});

test("A too short password is refused first, and counts nowhere", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const { browser, password } = await world.person();
  const change = (newPassword: string) =>
    browser.mutate("account.changePassword", { currentPassword: password, newPassword });
  for (let i = 0; i < 3; i += 1) expect((await change("short")).status).toBe(400);
  expect((await change("quite another phrase")).status).toBe(200);
});

test("The current password is refused as a new one, in any spelling", async () => {
  const world = await createWorld();
  const { browser, password } = await world.person();
  for (const newPassword of [password, password.replace("wholly", "ｗｈｏｌｌｙ")]) {
    const answer = await browser.mutate("account.changePassword", { currentPassword: password, newPassword });
    expect(answer).toMatchObject({
      status: 400,
      error: { data: { fields: { newPassword: ["That is already your password."] } } },
    });
  }
});

test("At sign-up the address's limit comes before the judgement", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const client = world.client("192.0.2.1");
  const signUp = (i: number) => client.mutate("auth.signup", { email: `n${i}@example.com`, password: WEAK, name: "N" });
  for (let i = 0; i < 10; i += 1) expect((await signUp(i)).status).toBe(400);
  expect((await signUp(10)).status).toBe(429);
});
