import { inTime } from "@curfew/testing/in-time";
import { describe, expect, test } from "vitest";
import { type Store, StoreError, Unavailable, type Values } from "../../src/index.ts";
import { createTestAuth, type Fault } from "../../src/testing/index.ts";
import { keyIn } from "./space.ts";

const UNKNOWN = { name: "Unavailable", dependency: "blacklist" };
const FAULTS: Fault[] = ["refuse", "silent", "answer-lost"];

describe.each(FAULTS)("With a store that answers: %s", (fault) => {
  test("every question and every write is Unavailable, within the deadline", async () => {
    const { auth, store, login } = await createTestAuth({ timeoutMs: 50 });
    const { access, refresh, session } = await login("anna");
    const claims = await auth.verifySignature(access.token);
    if (claims === null) throw new Error("the token is ours");
    store.break(fault);
    const calls = {
      verify: () => auth.verify(access.token),
      rotate: () => auth.rotate(refresh.token),
      open: () => auth.createSession("anna"),
      revoke: () => auth.revoke(claims),
      endSessions: () => auth.revokeSessions([session]),
      endSubject: () => auth.revokeSubject("anna"),
      endEverything: () => auth.revokeAll(),
      ready: () => auth.ready(),
    };
    for (const [name, ask] of Object.entries(calls)) {
      await inTime(50 + 200, expect(ask(), name).rejects.toThrow(Unavailable));
    }
    expect(await auth.verify("forged")).toMatchObject({ code: "token_invalid" });
  });
});

test("A refused question changes nothing; the same calls work later", async () => {
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

/** Has a store answer something else under a key, whoever asks. */
function lying(store: Store, key: string, value: string | null): Store {
  const changed = (keys: readonly string[], values: Values) =>
    values.map((each, i) => (keys[i] === key ? value : each));
  return {
    ...store,
    read: async (keys) => changed(keys, await store.read(keys)),
    async readPrimary(keys) {
      const { values, at } = await store.readPrimary(keys);
      return { values: changed(keys, values), at };
    },
  };
}

test("A generation that we didn't write is unknown, not clean", async () => {
  const { store, ring, clock, witness, login } = await createTestAuth();
  const { access } = await login();
  const generation = (await store.read(["generation"]))[0] ?? "";
  for (const odd of ["", "1", "OK", "null", "x.y", `0${generation}`, `${generation}x`, `${generation} x`]) {
    const { auth, events } = await createTestAuth({
      store: lying(store, "generation", odd),
      ring,
      clock,
      witness,
    });
    await expect(auth.verify(access.token), odd).rejects.toThrow(Unavailable);
    expect(events).toEqual([]);
  }
});

test("A refresh record that we didn't write is unknown", async () => {
  const { auth, store, login } = await createTestAuth();
  const { access, refresh, session } = await login();
  const key = await keyIn(store, `refresh:${session.id}`);
  const put = async (value: string) => {
    const [before = null] = await store.read([key]);
    await store.exchange({ key, value, lifetimeMs: 60_000 }, before, []);
  };
  const good = { o: 1, j: refresh.tokenId, p: null, a: null, t: null, s: null, m: 1, n: 1 };
  const records = [{}, { ...good, o: 0 }, { ...good, j: "" }, { ...good, s: "1" }, { ...good, more: 1 }];
  for (const odd of ["", "null", "[]", "revoked", ...records.map((each) => JSON.stringify(each))]) {
    await put(odd);
    await expect(auth.rotate(refresh.token), odd).rejects.toMatchObject(UNKNOWN);
  }
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  await put(JSON.stringify(good));
  expect(await auth.rotate(refresh.token)).toMatchObject({ ok: true });
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
