import { describe, expect, test } from "vitest";
import { MARK_KEY, type Store, StoreError, type StoreRecord, Unavailable } from "../../src/index.ts";
import { createTestAuth, type Fault } from "../../src/testing/index.ts";

const UNKNOWN = { name: "Unavailable", dependency: "blacklist" };
const FAULTS: Fault[] = ["refuse", "silent", "answer-lost"];

describe.each(FAULTS)("With a store that answers: %s", (fault) => {
  test("nobody passes and nobody is refused: every question and every write is Unavailable, within the deadline", async () => {
    const { auth, store, login } = await createTestAuth({ timeoutMs: 50 });
    const { access, refresh, session } = await login("anna");
    const claims = await auth.read(access.token);
    if (claims === null) throw new Error("the token is ours");
    store.break(fault);
    const asking = {
      verify: () => auth.verify(access.token),
      rotate: () => auth.rotate(refresh.token),
      open: () => auth.open("anna"),
      revoke: () => auth.revoke(claims),
      endSessions: () => auth.endSessions([session]),
      endSubject: () => auth.endSubject("anna"),
      endEverything: () => auth.endEverything(),
      ready: () => auth.ready(),
    };
    for (const [name, ask] of Object.entries(asking)) {
      const startedAt = performance.now();
      await expect(ask(), name).rejects.toThrow(Unavailable);
      expect(performance.now() - startedAt, name).toBeLessThan(50 + 200);
    }
    expect(await auth.verify("forged")).toMatchObject({ code: "token_invalid" });
  });
});

test("A refused question has changed nothing: the same calls work once the store is back", async () => {
  const { auth, store, login } = await createTestAuth({ timeoutMs: 50 });
  const { access, refresh } = await login();
  for (const fault of FAULTS) {
    store.break(fault);
    await expect(auth.verify(access.token)).rejects.toThrow(Unavailable);
    await expect(auth.rotate(refresh.token)).rejects.toThrow(Unavailable);
    store.mend();
    expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  }
  expect(await auth.rotate(refresh.token)).toMatchObject({ ok: true });
});

test("A reply that no writer of ours wrote is unknown, not clean and not revoked", async () => {
  const { auth, store, login } = await createTestAuth();
  const { access, refresh } = await login();
  const generation = (await store.read(["generation"]))[0] ?? "";
  const put = (key: string, value: string) => store.put([{ key, value, lifetimeMs: null } satisfies StoreRecord]);
  for (const odd of ["", "1", "OK", "null", "x.y", `0${generation}`, `${generation}x`]) {
    await put("generation", odd);
    await expect(auth.verify(access.token), odd).rejects.toThrow(Unavailable);
  }
  await put("generation", generation);
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  const id = "x".repeat(22);
  const plans = [{ access: 1 }, { access: "x", refresh: id, at: 1 }, { access: id, refresh: "x", at: 1 }];
  for (const odd of ["", "{}", "null", "[]", "revoked", ...plans.map((plan) => JSON.stringify(plan))]) {
    await put(`rotated:${refresh.tokenId}`, odd);
    await expect(auth.rotate(refresh.token), odd).rejects.toMatchObject(UNKNOWN);
  }
});

test("A mark that no store counts to is unknown, not a loss", async () => {
  const { store, ring, clock, witness, login } = await createTestAuth();
  const { access } = await login();
  for (const odd of ["", "x1", "1x", "-1", "1e3", "1".repeat(16)]) {
    const read: Store["read"] = async (keys) =>
      (await store.read(keys)).map((value, i) => (keys[i] === MARK_KEY ? odd : value));
    const { auth, events } = await createTestAuth({ store: { ...store, read }, ring, clock, witness });
    await expect(auth.verify(access.token), odd).rejects.toMatchObject(UNKNOWN);
    expect(events).toEqual([]);
  }
});

test("A time of the first answer that no writer of ours wrote is unknown, and ends no session", async () => {
  const { auth, clock, store, login } = await createTestAuth();
  const { access, refresh } = await login();
  const rotation = await auth.rotate(refresh.token);
  if (!rotation.ok) throw new Error("expected a rotation");
  await rotation.answered(clock.now());
  const time = String(clock.now().getTime());
  for (const odd of ["", "x", `x${time}`, `${time}x`, `-${time}`, "1".repeat(17)]) {
    await store.put([{ key: `answered:${refresh.tokenId}`, value: odd, lifetimeMs: null }]);
    await expect(auth.rotate(refresh.token), odd).rejects.toMatchObject(UNKNOWN);
  }
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
});

test("A store's error keeps what caused it", () => {
  const cause = new Error("the disk is full");
  expect(new StoreError("The store failed", cause)).toMatchObject({ message: "The store failed", cause });
});

test("The message of an outage names the dependency and nothing else", async () => {
  const { auth, store, login } = await createTestAuth();
  const { access } = await login();
  store.break("refuse");
  const error = await auth.verify(access.token).catch((cause: unknown) => cause);
  expect(String(error)).toBe("Unavailable: the blacklist is unavailable");
  expect((error as Error).cause).toMatchObject({ name: "StoreError", message: "broken on command" });
});
