import { expect, test, vi } from "vitest";
import { place } from "./set-up.ts";

const CLEAN = { state: "clean" };
const REVOKED = { state: "revoked", by: "token" };

test("Without maxStalenessMs every check asks the store", async () => {
  const { blacklist, store, payload } = await place();
  const read = vi.spyOn(store, "read");
  const token = payload();
  await blacklist.check(token);
  await blacklist.check(token);
  expect(read).toHaveBeenCalledTimes(2);
});

test("What another process revokes is in force after maxStalenessMs, and not asked for before", async () => {
  const { create, store, payload, pass } = await place();
  const [here, there] = [create({ maxStalenessMs: 2_000 }), create()];
  const token = payload();
  expect(await here.check(token)).toEqual(CLEAN);
  await there.revokeToken(token);
  const read = vi.spyOn(store, "read");
  pass(1.999);
  expect(await here.check(token)).toEqual(CLEAN);
  expect(read).not.toHaveBeenCalled();
  pass(0.001);
  expect(await here.check(token)).toEqual(REVOKED);
});

test("What a process revokes itself is in force there at once", async () => {
  const { create, payload } = await place();
  const blacklist = create({ maxStalenessMs: 60_000 });
  const [token, other] = [payload({ sid: "s" }), payload({ jti: "other", sub: "bob" })];
  for (const each of [token, other]) expect(await blacklist.check(each)).toEqual(CLEAN);
  await blacklist.revokeSession({ sid: "s", iss: token.iss });
  expect(await blacklist.check(token)).toEqual({ state: "revoked", by: "session" });
  await blacklist.revokeAll();
  expect(await blacklist.check(other)).toEqual({ state: "revoked", by: "all" });
});

test("A check that began before a revocation leaves nothing behind", async () => {
  const { create, store, payload } = await place();
  const blacklist = create({ maxStalenessMs: 60_000 });
  const token = payload();
  const { promise, resolve } = Promise.withResolvers<void>();
  const read = store.read;
  vi.spyOn(store, "read").mockImplementationOnce(async (...call) => {
    const values = await read(...call);
    await promise;
    return values;
  });
  const early = blacklist.check(token);
  await vi.waitUntil(() => vi.mocked(store.read).mock.calls.length === 1);
  await blacklist.revokeToken(token);
  resolve();
  expect(await early).toEqual(CLEAN);
  expect(await blacklist.check(token)).toEqual(REVOKED);
});

test("Another session's token of the same jti is asked about by itself", async () => {
  const { create, payload } = await place();
  const [here, there] = [create({ maxStalenessMs: 60_000 }), create()];
  await here.check(payload({ sid: "s" }));
  await there.revokeSession({ sid: "t", iss: payload().iss });
  expect(await here.check(payload({ sid: "t" }))).toEqual({ state: "revoked", by: "session" });
});

test("Nothing that is held counts once the two clocks disagree", async () => {
  let now = new Date("2030-01-01T00:00:00Z").getTime();
  const { create, payload } = await place();
  const blacklist = create({ maxStalenessMs: 60_000, clock: () => new Date(now), uptime: () => 0 });
  const token = payload();
  expect(await blacklist.check(token)).toEqual(CLEAN);
  await create().revokeToken(token);
  expect(await blacklist.check(token)).toEqual(CLEAN);
  now += 1_001;
  expect(await blacklist.check(token)).toEqual(REVOKED);
});
