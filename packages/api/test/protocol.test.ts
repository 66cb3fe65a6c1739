import { expect, test } from "vitest";
import { COOKIE_PROCEDURES } from "../src/protocol.ts";
import { createWorld } from "./world/world.ts";

const NEW = { email: "new@example.com", password: "a phrase for somebody new", name: "New" };

test.each(COOKIE_PROCEDURES)("%s sets or clears the cookies", async (procedure) => {
  const world = await createWorld();
  const { browser, credentials, password } = await world.person();
  const inputs: Record<(typeof COOKIE_PROCEDURES)[number], unknown> = {
    "auth.signup": NEW,
    "auth.login": credentials,
    "auth.logout": undefined,
    "account.changePassword": { currentPassword: password, newPassword: "quite another phrase" },
    "account.delete": { currentPassword: password },
    "sessions.revokeAll": undefined,
  };
  const { status, headers } = await browser.mutate(procedure, inputs[procedure]);
  expect([status, headers.getSetCookie().length]).toEqual([200, 2]);
});
