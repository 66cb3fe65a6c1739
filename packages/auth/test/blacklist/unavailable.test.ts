import { describe, expect, test } from "vitest";
import { type StoreRecord, Unavailable } from "../../src/index.ts";
import { createTestAuth, type Fault } from "../../src/testing/index.ts";

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
  for (const odd of ["", "{}", "null", '{"access":1}', "[]", "revoked"]) {
    await put(`rotated:${refresh.tokenId}`, odd);
    await expect(auth.rotate(refresh.token), odd).rejects.toThrow(Unavailable);
  }
});

test("The message of an outage names the dependency and nothing else", async () => {
  const { auth, store, login } = await createTestAuth();
  const { access } = await login();
  store.break("refuse");
  const error = await auth.verify(access.token).catch((cause: unknown) => cause);
  expect(String(error)).toBe("Unavailable: the blacklist is unavailable");
});
