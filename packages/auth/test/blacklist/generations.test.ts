import { expect, test } from "vitest";
import { Unavailable } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";
import { BY_GENERATION, cluster } from "./cluster.ts";

test("A flushed store that is written to first gets a new generation", async () => {
  const { first, swap, empty } = await cluster();
  const [ended, other] = [await first.login(), await first.login()];
  swap(empty());
  await first.auth.revokeSessions([ended.session]);
  expect((await first.auth.inspect()).generation).toMatch(/^2\./);
  expect(await first.auth.verify(other.access.token)).toMatchObject(BY_GENERATION);
});

test("A question to a flushed store gives it a new generation", async () => {
  for (const question of ["verify", "judgeSessions"] as const) {
    const { first, swap, empty } = await cluster();
    const { access } = await first.login();
    const claims = await first.auth.verifySignature(access.token);
    if (claims === null) throw new Error("the token is ours");
    swap(empty());
    if (question === "verify") await first.auth.verify(access.token);
    else expect(await first.auth.checkSessions([claims])).toEqual(["generation"]);
    expect((await first.auth.inspect()).generation, question).toMatch(/^2\./);
  }
});

test("A process that knows nothing yet may begin with a write", async () => {
  const { first } = await cluster();
  const { access, session } = await first.login();
  const newcomer = await createTestAuth({ clock: first.clock, store: first.store, ring: first.ring });
  await newcomer.auth.revokeSessions([session]);
  expect(newcomer.events).toEqual([]);
  expect(await first.auth.verify(access.token)).toMatchObject({ by: "session" });
});

test("A new generation follows the highest one known, past nine too", async () => {
  const { first, start, swap, empty } = await cluster();
  const other = await start();
  await first.login();
  await first.auth.ready();
  await other.auth.revokeAll();
  swap(empty());
  expect(await first.auth.revokeAll()).toMatch(/^3\./);
  for (let number = 4; number <= 12; number += 1) expect(await first.auth.revokeAll()).toMatch(`${number}.`);
  expect(await first.auth.verify((await first.login()).access.token)).toMatchObject({ ok: true });
});

test("A quiet store is not suspected: many processes, many writes, one generation", async () => {
  const { first, start, clock } = await cluster();
  const processes = [first, await start(), await start()];
  const logins = await Promise.all(Array.from({ length: 60 }, (_, i) => (processes[i % 3] ?? first).login()));
  await Promise.all(
    logins.map(async ({ session, access }, i) => {
      const [one, other] = [processes[i % 3] ?? first, processes[(i + 1) % 3] ?? first];
      if (i % 2 === 0) await one.auth.revokeSessions([session]);
      if (i % 7 === 0) clock.advance({ milliseconds: 400 });
      expect(await other.auth.verify(access.token)).toMatchObject(i % 2 === 0 ? { by: "session" } : { ok: true });
    }),
  );
  expect(processes.flatMap(({ events }) => events).filter(({ type }) => type === "forgot")).toEqual([]);
});

test("Several processes that notice at once agree on one new generation", async () => {
  const { first, start, swap, empty } = await cluster();
  await first.login();
  const processes = await Promise.all(Array.from({ length: 5 }, start));
  swap(empty());
  const logins = await Promise.all(processes.map((one) => one.login()));
  expect(new Set(logins.map(({ session }) => session.line)).size).toBe(1);
  for (const { access } of logins) expect(await first.auth.verify(access.token)).toMatchObject({ ok: true });
});

test("An inspection shows generation, age and number of writes", async () => {
  const { first, swap, empty, clock } = await cluster();
  expect(await first.auth.inspect()).toMatchObject({ condition: "new", generation: null, revision: 0 });
  const bornAt = clock.now();
  const { session } = await first.login();
  clock.advance({ seconds: 60 });
  const before = await first.auth.inspect();
  expect(before).toMatchObject({ condition: "good", generation: session.line, since: bornAt, revision: 0 });
  await first.auth.revokeSessions([session]);
  expect((await first.auth.inspect()).revision).toBe(1);
  swap(empty());
  const calls = { ...first.store.calls };
  expect(await first.auth.inspect()).toMatchObject({ condition: "forgot", generation: null });
  expect(first.store.calls).toEqual({ ...calls, read: calls.read + 1 });
  await first.auth.revokeAll();
  expect(await first.auth.inspect()).toMatchObject({ condition: "good", since: clock.now() });
});

test("An interrupted revokeAll is finished by the next caller", async () => {
  const { first, start } = await cluster();
  const { access } = await first.login();
  first.store.break("refuse", "exchange");
  await expect(first.auth.revokeAll()).rejects.toThrow(Unavailable);
  await expect(first.auth.verify(access.token)).rejects.toThrow(Unavailable);
  first.store.mend();
  expect(await (await start()).auth.verify(access.token)).toMatchObject(BY_GENERATION);
  expect(await first.auth.verify((await first.login()).access.token)).toMatchObject({ ok: true });
});
