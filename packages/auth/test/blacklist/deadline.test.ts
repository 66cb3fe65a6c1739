import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { inTime } from "@curfew/testing/in-time";
import { expect, test } from "vitest";
import { type Store, Unavailable, wrapStore } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";

const TIMEOUT_MS = 300;

/** A store whose every call takes a while: with a deadline for each of them, none would ever be late. */
async function slowService(delayMs: () => number) {
  const { store, clock, ring, witness, login } = await createTestAuth();
  const slowly = async <T>(work: () => Promise<T>) => {
    await sleep(delayMs());
    return work();
  };
  const slow = wrapStore(store, (_method, call) => slowly(call));
  return {
    ...(await createTestAuth({ store: slow, clock, ring, witness, timeoutMs: TIMEOUT_MS })),
    tokens: await login("anna"),
  };
}

async function timed(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await expect(work).rejects.toThrow(Unavailable);
  return performance.now() - startedAt;
}

test("The questions of one operation share one deadline", async () => {
  for (const operation of ["rotate", "endEverything"] as const) {
    const { auth, tokens } = await slowService(() => 0.7 * TIMEOUT_MS);
    const work = operation === "rotate" ? auth.rotate(tokens.refresh.token) : auth.revokeAll();
    const milliseconds = await timed(work);
    expect(milliseconds, operation).toBeGreaterThan(0.9 * TIMEOUT_MS);
    expect(milliseconds, operation).toBeLessThan(1.4 * TIMEOUT_MS + 200);
  }
});

test("So do the operations of one request that are run together", async () => {
  const { auth, tokens } = await slowService(() => 0.7 * TIMEOUT_MS);
  const request = auth.withDeadline(async () => {
    expect(await auth.verify(tokens.access.token)).toMatchObject({ ok: true });
    await auth.revokeSubject("anna");
  });
  expect(await timed(request)).toBeLessThan(1.4 * TIMEOUT_MS + 200);
});

test("Parallel questions cost no more than one, pauses nothing", async () => {
  const { auth, tokens } = await slowService(() => 0.4 * TIMEOUT_MS);
  await auth.withDeadline(async () => {
    await Promise.all(Array.from({ length: 10 }, () => auth.verify(tokens.access.token)));
    await sleep(2 * TIMEOUT_MS);
    expect(await auth.verify(tokens.access.token)).toMatchObject({ ok: true });
  });
});

test("A question during another has what is left of its deadline", async () => {
  const { auth, tokens } = await slowService(() => 0.7 * TIMEOUT_MS);
  const answered = auth.withDeadline(async () => {
    const first = auth.verify(tokens.access.token);
    await sleep(0.5 * TIMEOUT_MS);
    await expect(auth.verify(tokens.access.token)).rejects.toThrow(Unavailable);
    expect(await first).toMatchObject({ ok: true });
  });
  await inTime(TIMEOUT_MS + 200, answered);
});

test("When no time is left nothing is asked any more", async () => {
  const { auth, store, login } = await createTestAuth({ timeoutMs: 50 });
  const { access } = await login();
  store.break("silent");
  const asked = store.calls.read;
  await auth.withDeadline(async () => {
    const first = expect(auth.verify(access.token)).rejects.toThrow(Unavailable);
    while (store.calls.read === asked) await setImmediate();
    // A process that is busy with something else hears of its deadlines late.
    for (const until = performance.now() + 60; performance.now() < until; );
    await expect(auth.verify(access.token)).rejects.toThrow(Unavailable);
    await first;
  });
  expect(store.calls.read - asked).toBe(1);
});

test("A call brings its one deadline to the store", async () => {
  const { store, clock, ring, witness, login } = await createTestAuth();
  const { access } = await login();
  const deadlines: (AbortSignal | undefined)[] = [];
  const silent: Store = {
    ...store,
    read(_keys, late) {
      deadlines.push(late);
      return new Promise<never>(() => {});
    },
  };
  const { auth } = await createTestAuth({ store: silent, clock, ring, witness, timeoutMs: 50 });
  await expect(auth.verify(access.token)).rejects.toThrow(Unavailable);
  expect(deadlines.map((late) => late?.aborted)).toEqual([true]);
});
