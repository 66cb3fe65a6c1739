import { expect, test } from "vitest";
import { createResetLink } from "../src/index.ts";
import { bearer, createWorld, ORIGIN, type World } from "./world/world.ts";

const NEW = "quite another phrase";

/** The secret of a link that an operator makes. */
async function linkFor(world: World, userId: string): Promise<string> {
  const link = await createResetLink({ ...world, appOrigin: ORIGIN }, userId);
  return new URL(link?.url ?? "").hash.replace("#token=", "");
}

function reset({ client }: World, token: string, newPassword = NEW) {
  return client().mutate("auth.resetPassword", { token, newPassword });
}

test("A link sets a password once and ends every session, without logging in", async () => {
  const world = await createWorld();
  const { browser, credentials, email, id } = await world.person();
  const phone = await world.tokens(credentials);
  const token = await linkFor(world, id);
  const answer = await reset(world, token);
  expect([answer.status, answer.data, answer.headers.getSetCookie()]).toEqual([200, {}, []]);
  expect(await browser.query("account.me")).toMatchObject({ reason: "token_revoked" });
  const used = await world.client().query("account.me", undefined, bearer(phone.accessToken));
  expect(used).toMatchObject({ reason: "token_revoked" });
  expect(await world.client().mutate("auth.token", credentials)).toMatchObject({ reason: "credentials_invalid" });
  expect((await world.client().mutate("auth.token", { email, password: NEW })).status).toBe(200);
  expect(await reset(world, token, "yet another phrase")).toMatchObject({ status: 400, reason: "input_invalid" });
  expect((await world.client().mutate("auth.token", { email, password: NEW })).status).toBe(200);
});

test("Of many who use one link at once one does", async () => {
  const world = await createWorld();
  const { id } = await world.person();
  const token = await linkFor(world, id);
  const answers = await Promise.all(Array.from({ length: 5 }, (_, i) => reset(world, token, `${NEW} ${i}`)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
});

test("Old, unknown, replaced and suspended users' links set nothing", async () => {
  const world = await createWorld();
  const { id, credentials } = await world.person();
  const first = await linkFor(world, id);
  const second = await linkFor(world, id);
  for (const token of [first, "unknown", "", `${second}x`]) {
    const answer = await reset(world, token);
    expect(answer).toMatchObject({ status: 400, error: { data: { fields: { token: [expect.any(String)] } } } });
  }
  world.pass(3600);
  expect((await reset(world, second)).status).toBe(400);
  const third = await linkFor(world, id);
  const admin = await world.admin();
  expect((await admin.browser.mutate("admin.suspend", { userId: id })).status).toBe(200);
  expect((await reset(world, third)).status).toBe(400);
  await admin.browser.mutate("admin.restore", { userId: id });
  expect((await reset(world, third)).status).toBe(400);
  expect((await world.client().mutate("auth.token", credentials)).status).toBe(200);
});

test("A weak password or a dead store leaves the link usable", async () => {
  const world = await createWorld();
  const { id, email } = await world.person();
  const token = await linkFor(world, id);
  expect(await reset(world, token, "qwertyuiopasdfgh")).toMatchObject({ status: 400 });
  world.store.break("refuse", "put");
  expect(await reset(world, token)).toMatchObject({ status: 503, reason: "blacklist_unavailable" });
  world.store.mend();
  world.pass(3);
  expect((await reset(world, token)).status).toBe(200);
  expect((await world.client().mutate("auth.token", { email, password: NEW })).status).toBe(200);
});

test("Guesses at links count for the address they come from", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const { id } = await world.person();
  for (let i = 0; i < 10; i += 1) expect((await reset(world, `guess ${i}`)).status).toBe(400);
  const token = await linkFor(world, id);
  expect((await reset(world, token)).status).toBe(429);
  const elsewhere = world.client("192.0.2.9");
  expect((await elsewhere.mutate("auth.resetPassword", { token, newPassword: NEW })).status).toBe(200);
});

test("Another site can't reset a password with our cookies", async () => {
  const world = await createWorld();
  const { browser, id } = await world.person();
  const headers = { cookie: `access_token=${browser.cookie("access_token")}`, origin: "https://evil.example" };
  const input = { token: await linkFor(world, id), newPassword: NEW };
  expect(await world.client().mutate("auth.resetPassword", input, headers)).toMatchObject({ status: 403 });
});
