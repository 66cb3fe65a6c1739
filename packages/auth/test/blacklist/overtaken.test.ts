import { expect, test } from "vitest";
import { type Store, Unavailable } from "../../src/index.ts";
import { openMemoryStore } from "../../src/stores/memory.ts";
import { createTestClock } from "../../src/testing/index.ts";
import { pair, REVOKED } from "./pair.ts";

/** A store whose next answer of the log, once asked for, is held back until it is let go. */
function holding(plain: Store) {
  const [taken, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let isSlow = false;
  const store: Store = {
    ...plain,
    async tail(query) {
      const page = await plain.tail(query);
      if (!isSlow) return page;
      isSlow = false;
      taken.resolve();
      await arrived.promise;
      return page;
    },
  };
  const hold = () => {
    isSlow = true;
  };
  return { store, hold, taken: taken.promise, letGo: arrived.resolve, fail: arrived.reject };
}

test("An overtaken log reply changes nothing, whether it succeeds or fails", async () => {
  for (const outcome of ["comes", "fails"] as const) {
    const clock = createTestClock();
    const { store, hold, taken, letGo, fail } = holding(openMemoryStore({ clock: clock.now, logRetentionMs: 700_000 }));
    const { there } = await pair({ clock, store, timeoutMs: 5_000 });
    const { access } = await there.login("anna");
    expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
    clock.advance({ milliseconds: 1001 });
    hold();
    const overtaken = there.auth.verify(access.token);
    await taken;
    await there.auth.revokeAll();
    expect(await there.auth.verify(access.token)).toMatchObject({ ...REVOKED, by: "generation" });
    if (outcome === "comes") letGo();
    else fail(new Error("the connection broke"));
    if (outcome === "comes") expect(await overtaken).toMatchObject({ ...REVOKED, by: "generation" });
    else await expect(overtaken).rejects.toThrow(Unavailable);
    const before = there.store.calls.tail;
    expect(await there.auth.verify(access.token), outcome).toMatchObject({ ...REVOKED, by: "generation" });
    expect(there.store.calls.tail, outcome).toBe(before);
  }
});

test("An overtaken log reply doesn't bring back a replaced epoch", async () => {
  const clock = createTestClock();
  const { store, hold, taken, letGo } = holding(openMemoryStore({ clock: clock.now, logRetentionMs: 700_000 }));
  const { here, there } = await pair({ clock, store, timeoutMs: 5_000 });
  await there.auth.verify((await there.login("bert")).access.token);
  await here.auth.revokeSubject("anna");
  const { access } = await here.login("anna");
  clock.advance({ milliseconds: 1001 });
  hold();
  const overtaken = there.auth.verify(access.token);
  await taken;
  await here.auth.revokeSubject("anna");
  clock.advance({ milliseconds: 1001 });
  expect(await there.auth.verify(access.token)).toMatchObject({ ...REVOKED, by: "subject" });
  letGo();
  await overtaken;
  expect(await there.auth.verify(access.token)).toMatchObject({ ...REVOKED, by: "subject" });
});

test("A failed log read is unavailable only to those waiting", async () => {
  const clock = createTestClock();
  const { store, hold, taken, fail } = holding(openMemoryStore({ clock: clock.now, logRetentionMs: 700_000 }));
  const { there } = await pair({ clock, store, timeoutMs: 5_000 });
  const { access } = await there.login();
  hold();
  const waiting = there.auth.verify(access.token);
  await taken;
  await there.auth.revokeAll();
  fail(new Error("the connection broke"));
  await expect(waiting).rejects.toThrow(Unavailable);
});

test("A pending log page doesn't bring back an epoch replaced meanwhile", async () => {
  const clock = createTestClock();
  const { store, hold, taken, letGo } = holding(openMemoryStore({ clock: clock.now, logRetentionMs: 700_000 }));
  const { here, there } = await pair({ clock, store, timeoutMs: 5_000 });
  await here.auth.revokeSubject("anna");
  const { access } = await here.login("anna");
  hold();
  const during = there.auth.verify((await there.login("bert")).access.token);
  await taken;
  await there.auth.revokeSubject("anna");
  letGo();
  expect(await during).toMatchObject({ ok: true });
  expect(await there.auth.verify(access.token)).toMatchObject({ ...REVOKED, by: "subject" });
});
