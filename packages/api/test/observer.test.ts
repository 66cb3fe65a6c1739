import { expect, test } from "vitest";
import { bearer, createWorld } from "./world/world.ts";

test("An observer is told of every call and event once", async () => {
  const world = await createWorld();
  const { credentials, browser } = await world.person();
  await browser.query("account.me");
  await world.client().mutate("auth.token", { ...credentials, password: "not the password at all" });
  await world.client().query("account.me", undefined, bearer("no.such.token"));
  await browser.mutate("auth.logout");
  expect(world.observed).toEqual([
    ...["signup", "auth.signup ok", "account.me ok"],
    ...["login_refused", "auth.token credentials_invalid", "account.me token_invalid"],
    ...["logout", "auth.logout ok"],
  ]);
});

test("Each call of a batch is observed, even with one cause", async () => {
  const { client, observed } = await createWorld();
  await client().send("account.me,sessions.list?batch=1");
  expect(observed.sort()).toEqual(["account.me token_missing", "sessions.list token_missing"]);
});

test("An unknown procedure's name is not passed to the observer", async () => {
  const { client, observed } = await createWorld();
  await client().query("a-secret.for_nobody");
  await client().post("auth.login", "{broken");
  await client().send("auth.login", { method: "PUT" });
  expect(observed).toEqual(["null procedure_unknown", "null json_invalid", "null method_refused"]);
});

test("Calls of server-rendered pages are observed too", async () => {
  const { api, observed } = await createWorld();
  await expect(api.createServerCaller(new Headers(), "203.0.113.1").account.me()).rejects.toThrow();
  expect(observed).toEqual(["account.me token_missing"]);
});

test("The numbers of running and waiting hashes are known", async () => {
  const world = await createWorld();
  expect(world.api.hashing()).toEqual({ running: 0, waiting: 0 });
  const attempts = Array.from({ length: 12 }, (_, i) => ({
    email: `a${i}@example.com`,
    password: "a long one or two",
  }));
  const logins = Promise.all(attempts.map((one) => world.client().mutate("auth.token", one)));
  const busy = { running: 2, waiting: expect.toSatisfy((waiting) => waiting > 0) };
  await expect.poll(world.api.hashing, { interval: 1 }).toEqual(busy);
  await logins;
  expect(world.api.hashing()).toEqual({ running: 0, waiting: 0 });
});
