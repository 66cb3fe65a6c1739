import { logIn, mutate, sessionFixtures } from "@curfew/testing/people";
import { test as base } from "@playwright/test";
import { expect, test } from "./support/test.ts";

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
