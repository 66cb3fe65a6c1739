import { afterEach, expect, test, vi } from "vitest";
import { createRenewal, isLoggedOut, renewLink, type TabLock } from "../../src/client/index.ts";
import { clientOf, fails, failure, ok, type Script } from "./scripted-server.ts";

/** A lock that this tab has to share with itself alone. */
function mutex(): TabLock {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}

afterEach(() => vi.unstubAllGlobals());

/** A tab whose calls are answered by the script, and which renews by `refresh`. */
function tab(script: Script, refresh: () => Promise<unknown> = ok) {
  const renewal = createRenewal<unknown>({ lock: mutex(), storageKey: "test.renewal" });
  const spy = vi.fn(refresh);
  return { ...clientOf([renewLink({ renewal, refresh: spy })], script), renewal, refresh: spy };
}

const error = (call: Promise<unknown>) => call.then(() => null).catch((cause: unknown) => cause);

test.each(["token_missing", "token_invalid", "token_expired", "token_revoked"])(
  "A call refused as %s is renewed once and made again",
  async (reason) => {
    const { client, calls, refresh } = tab([fails(reason), ok]);
    expect(await client.me.query()).toBe("ok");
    expect([calls, refresh.mock.calls.length]).toEqual([["me", "me"], 1]);
  },
);

test("A call that fails for another reason is not repeated", async () => {
  for (const reason of ["role_required", "blacklist_unavailable", null]) {
    const { client, calls, refresh } = tab([fails(reason)]);
    const cause = await error(client.me.query());
    expect([cause, isLoggedOut(cause)]).toEqual([expect.objectContaining({ message: "refused" }), false]);
    expect([calls, refresh.mock.calls.length]).toEqual([["me"], 0]);
  }
});

test("A renewal that is refused says that the caller is logged out", async () => {
  const { client } = tab([fails("token_expired")], fails("token_revoked"));
  const cause = await error(client.me.query());
  expect(cause).toMatchObject({ data: { reason: "token_revoked" } });
  expect(isLoggedOut(cause)).toBe(true);
});

test("A renewal that could not be made says nothing of the login", async () => {
  const { client } = tab([fails("token_expired")], fails("blacklist_unavailable"));
  const cause = await error(client.me.query());
  expect([cause, isLoggedOut(cause)]).toEqual([
    expect.objectContaining({ data: expect.objectContaining({ reason: "blacklist_unavailable" }) }),
    false,
  ]);
});

test("A refused new token means logged out, unless it has expired", async () => {
  const revoked = await error(tab([fails("token_expired"), fails("token_revoked")]).client.me.query());
  expect(isLoggedOut(revoked)).toBe(true);
  const expired = await error(tab([fails("token_expired")]).client.me.query());
  expect(isLoggedOut(expired)).toBe(false);
});

test("What another tab has renewed meanwhile is tried before renewing", async () => {
  const kept = keepInMemory();
  const elsewhere = async () => {
    kept.set("test.renewal", "another tab's");
    throw failure("token_expired");
  };
  const { client, calls, refresh } = tab([elsewhere, ok]);
  expect(await client.me.query()).toBe("ok");
  expect([calls.length, refresh.mock.calls.length]).toEqual([2, 0]);
});

test("If that is refused too, it is renewed in earnest", async () => {
  const kept = keepInMemory();
  const elsewhere = async () => {
    kept.set("test.renewal", "another tab's");
    throw failure("token_expired");
  };
  const { client, calls, refresh } = tab([elsewhere, fails("token_expired"), ok]);
  expect(await client.me.query()).toBe("ok");
  expect([calls.length, refresh.mock.calls.length]).toEqual([3, 1]);
});

test("Calls refused together renew once, even without storage", async () => {
  const { client, refresh } = tab([fails("token_expired"), fails("token_expired"), ok]);
  expect(await Promise.all([client.me.query(), client.me.query()])).toEqual(["ok", "ok"]);
  expect(refresh).toHaveBeenCalledOnce();
});

test("Listeners hear of a renewal until they stop", async () => {
  const { client, renewal } = tab([fails("token_expired"), ok, fails("token_expired"), ok], async () => "new");
  const heard: unknown[] = [];
  const stop = renewal.onRenewed((renewed) => heard.push(renewed));
  await client.me.query();
  stop();
  await client.me.query();
  expect(heard).toEqual(["new"]);
});

/** A `localStorage` that tabs share. */
function keepInMemory(): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  return kept;
}
