import { afterEach, expect, test, vi } from "vitest";
import { createTabLock, deadlineLink, lockLink } from "../../src/client/index.ts";
import { clientOf, fails, ok, type Router, settled } from "./scripted-server.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

type Grant = () => Promise<unknown>;

/** The browser's locks: one holder at a time, the others in order, until their signal aborts. */
function stubLocks(): void {
  let last: Promise<unknown> = Promise.resolve();
  const request = (_name: string, { signal }: { signal: AbortSignal }, grant: Grant) => {
    const aborted = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const granted = last.then(() => (signal.aborted ? undefined : grant()));
    last = granted.catch(() => {});
    return Promise.race([granted, aborted]);
  };
  vi.stubGlobal("navigator", { locks: { request } });
}

function held() {
  return Promise.withResolvers<unknown>();
}

test("Calls that set cookies wait for each other, others don't", async () => {
  stubLocks();
  const lock = createTabLock({ name: "test" });
  const first = held();
  const { client, calls } = clientOf([lockLink({ lock, procedures: ["login"] })], [() => first.promise, ok]);
  const logins = [client.login.mutate(), client.login.mutate()];
  await settled();
  await client.me.query();
  expect(calls).toEqual(["login", "me"]);
  first.resolve("first");
  expect(await Promise.all(logins)).toEqual(["first", "ok"]);
  expect(calls).toEqual(["login", "me", "login"]);
});

test("A failed or aborted call releases the lock", async () => {
  stubLocks();
  vi.useFakeTimers();
  const { client } = clientOf(givingUp(1_000), [fails("token_invalid"), () => held().promise, ok]);
  await expect(client.login.mutate()).rejects.toThrow("refused");
  const given = expect(client.login.mutate()).rejects.toThrow("No answer in time");
  await vi.advanceTimersByTimeAsync(1_000);
  await given;
  expect(await client.login.mutate()).toBe("ok");
});

test("A call given up while it waits is never made", async () => {
  stubLocks();
  vi.useFakeTimers();
  const lock = createTabLock({ name: "test" });
  const holder = held();
  const login = clientOf(givingUp(1_000, lock), [() => holder.promise]).client.login.mutate();
  const { client, calls } = clientOf(givingUp(500, lock), [ok]);
  const given = expect(client.login.mutate()).rejects.toThrow("No answer in time");
  await vi.advanceTimersByTimeAsync(500);
  await given;
  holder.resolve("first");
  expect(await login).toBe("first");
  await vi.advanceTimersByTimeAsync(0);
  expect(calls).toEqual([]);
});

/** Links that give up a call after so long. */
function givingUp(timeoutMs: number, lock = createTabLock({ name: "test" })) {
  return [deadlineLink<Router>({ timeoutMs }), lockLink<Router>({ lock, procedures: ["login"] })];
}

test("Where there are no locks work is done without", async () => {
  vi.stubGlobal("navigator", {});
  expect(await createTabLock({ name: "test" })(ok)).toBe("ok");
});

test("A tab that keeps the lock is waited for a limited time", async () => {
  stubLocks();
  vi.useFakeTimers();
  const lock = createTabLock({ name: "test", patienceMs: 1_000 });
  void lock(() => new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(0);
  const done = vi.fn();
  const second = lock(async () => done());
  await vi.advanceTimersByTimeAsync(999);
  expect(done).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await second;
  expect(done).toHaveBeenCalledOnce();
});

test("What fails under the lock fails once", async () => {
  stubLocks();
  const work = vi.fn(fails("token_invalid"));
  await expect(createTabLock({ name: "test" })(work)).rejects.toThrow("refused");
  expect(work).toHaveBeenCalledOnce();
});
