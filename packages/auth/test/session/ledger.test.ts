import { expect, test } from "vitest";
import type { RefreshState, SessionLedger } from "../../src/index.ts";
import { createTestAuth, type TestAuth } from "../../src/testing/index.ts";
import { cluster } from "../blacklist/cluster.ts";
import { keyIn } from "../blacklist/space.ts";
import { decode, signRaw, split, withPrivateKey } from "../forge.ts";

const REVOKED = { ok: false, code: "token_revoked" };

interface Row {
  readonly subject: string;
  readonly expiresAt: Date;
  state: RefreshState | null;
}

/** Rows of sessions, as a database keeps them. */
function ledgerOf() {
  const rows = new Map<string, Row>();
  const ledger: SessionLedger = {
    read: async (id) => rows.get(id) ?? null,
    async raise(id, from, to) {
      const row = rows.get(id);
      if (row === undefined) return null;
      if ((row.state?.ordinal ?? 0) === from) row.state = { ...to };
      return row.state;
    },
  };
  return { rows, ledger };
}

/** A login whose session has a row that names its first refresh token. */
async function loginWith({ login }: Pick<TestAuth, "login">, rows: Map<string, Row>, subject?: string) {
  const pair = await login(subject);
  const { id, subject: owner, expiresAt, first } = pair.session;
  const state = { ordinal: 1, tokenId: first.refreshId, previousId: null, accessId: null, plannedAt: null };
  rows.set(id, { subject: owner, expiresAt, state });
  return pair;
}

test("A refresh token that was never issued is refused, ending nothing", async () => {
  const { auth, keySet, login } = await withPrivateKey();
  const { rows, ledger } = ledgerOf();
  const [admin, mine] = [await loginWith({ login }, rows, "admin"), await loginWith({ login }, rows, "me")];
  const [header, payload] = split(mine.refresh.token).slice(0, 2).map(decode) as [object, { jti: string; ord: number }];
  const forged = {
    "another subject": { sub: "admin" },
    "another's session": { sid: admin.session.id },
    "the administrator's own": { sub: "admin", sid: admin.session.id },
    "another id": { jti: "x".repeat(22) },
    "a number ahead": { ord: 2 },
    "a session that isn't there": { sid: "y".repeat(22) },
  };
  for (const [name, claims] of Object.entries(forged)) {
    const token = signRaw(keySet, header, { ...payload, ...claims });
    expect(await auth.rotate(token, ledger), name).toMatchObject(REVOKED);
  }
  const unnumbered = { ...payload, aud: "https://curfew.test", gen: "1.x", ord: undefined, lin: undefined };
  expect(await auth.rotate(signRaw(keySet, header, unnumbered), ledger)).toMatchObject({ ok: false });
  for (const { access, refresh } of [admin, mine]) {
    expect(await auth.verify(access.token)).toMatchObject({ ok: true });
    expect(await auth.rotate(refresh.token, ledger)).toMatchObject({ ok: true });
  }
});

test("A refresh is checked against the higher of store and row", async () => {
  const { first, backup, swap, clock } = await cluster();
  const { rows, ledger } = ledgerOf();
  const { refresh } = await loginWith(first, rows);
  const old = await backup();
  const second = await first.auth.rotate(refresh.token, ledger);
  if (!second.ok) throw new Error(second.code);
  const third = await first.auth.rotate(second.pair.refresh.token, ledger);
  if (!third.ok) throw new Error(third.code);
  // Refreshes are no writes that the checkpoint names: only the row knows of them now.
  swap(old);
  clock.advance({ seconds: 1 });
  const newest = await first.auth.rotate(third.pair.refresh.token, ledger);
  expect(newest).toMatchObject({ ok: true });
  expect(await first.auth.rotate(refresh.token, ledger)).toMatchObject({ ...REVOKED, by: "reused" });
});

test("A predecessor whose record was lost is explained as it is checked", async () => {
  const { first, backup, swap, clock } = await cluster();
  const { rows, ledger } = ledgerOf();
  const { refresh } = await loginWith(first, rows);
  const old = await backup();
  expect(await first.auth.rotate(refresh.token, ledger)).toMatchObject({ ok: true });
  swap(old);
  expect(await first.auth.explain(refresh.token, ledger)).toMatchObject({ accepted: true });
  clock.advance({ seconds: 11 });
  expect(await first.auth.explain(refresh.token, ledger)).toMatchObject({ accepted: false });
  expect(await first.auth.rotate(refresh.token, ledger)).toMatchObject({ ...REVOKED, by: "reused" });
});

test("The store makes up for a row lost to a backup", async () => {
  const { auth, login } = await createTestAuth();
  const { rows, ledger } = ledgerOf();
  const { refresh, session } = await loginWith({ login }, rows);
  const before = rows.get(session.id)?.state ?? null;
  const second = await auth.rotate(refresh.token, ledger);
  if (!second.ok) throw new Error(second.code);
  const row = rows.get(session.id);
  if (row === undefined) throw new Error("the session has a row");
  row.state = before;
  expect(await auth.rotate(second.pair.refresh.token, ledger)).toMatchObject({ ok: true });
});

test("Twenty concurrent refreshes over two stores have one successor", async () => {
  const { auth, store, login } = await createTestAuth();
  const { rows, ledger } = ledgerOf();
  const { refresh, session } = await loginWith({ login }, rows);
  const all = await Promise.all(Array.from({ length: 20 }, () => auth.rotate(refresh.token, ledger)));
  const ids = new Set(all.map((each) => (each.ok ? each.pair.refresh.tokenId : each.code)));
  expect(ids.size).toBe(1);
  const [record] = await store.read([await keyIn(store, `refresh:${session.id}`)]);
  expect(JSON.parse(record ?? "")).toMatchObject({ o: 2, j: rows.get(session.id)?.state?.tokenId });
});

test("If the row can't be raised, the token stays unused", async () => {
  const { auth, clock, login } = await createTestAuth({ lifetimes: { graceSeconds: 0 } });
  const { rows, ledger } = ledgerOf();
  const { refresh } = await loginWith({ login }, rows);
  const down: SessionLedger = { ...ledger, raise: () => Promise.reject(new Error("the database is down")) };
  await expect(auth.rotate(refresh.token, down)).rejects.toMatchObject({ dependency: "witness" });
  clock.advance({ seconds: 3_600 });
  expect(await auth.rotate(refresh.token, ledger)).toMatchObject({ ok: true });
});

test("A session refreshes a limited number of times a minute", async () => {
  const { auth, clock, login } = await createTestAuth();
  const { rows, ledger } = ledgerOf();
  let { refresh } = await loginWith({ login }, rows);
  for (let i = 0; i < 120; i += 1) {
    const rotation = await auth.rotate(refresh.token, ledger);
    if (!rotation.ok) throw new Error(`${i}: ${rotation.code}`);
    // Repeats of one exchange are free.
    if (i % 10 === 0) expect(await auth.rotate(refresh.token, ledger)).toMatchObject({ ok: true });
    ({ refresh } = rotation.pair);
  }
  clock.advance({ seconds: 20 });
  expect(await auth.rotate(refresh.token, ledger)).toEqual({
    ok: false,
    code: "too_many_refreshes",
    retryAfterSeconds: 40,
  });
  clock.advance({ seconds: 40 });
  expect(await auth.rotate(refresh.token, ledger)).toMatchObject({ ok: true });
});

test("A refresh that races a password change can't restore old tokens", async () => {
  const { auth, login } = await createTestAuth();
  const { rows, ledger } = ledgerOf();
  const { access, refresh } = await loginWith({ login }, rows, "anna");
  const verification = await auth.verify(access.token);
  if (!verification.ok) throw new Error("expected a live token");
  const epoch = await auth.revokeSubject("anna");
  const [raced, pair] = await Promise.all([
    auth.rotate(refresh.token, ledger),
    auth.reissue(verification.claims, epoch, ledger),
  ]);
  expect(raced).toMatchObject({ ok: false });
  expect(await auth.verify(pair.access.token)).toMatchObject({ ok: true });
  expect(await auth.rotate(pair.refresh.token, ledger)).toMatchObject({ ok: true });
});

test("A session without its own row can't be refreshed", async () => {
  const { auth, login } = await createTestAuth();
  const { rows, ledger } = ledgerOf();
  const [gone, others] = [await loginWith({ login }, rows), await loginWith({ login }, rows)];
  rows.delete(gone.session.id);
  rows.set(others.session.id, { subject: "somebody else", expiresAt: others.session.expiresAt, state: null });
  for (const { refresh } of [gone, others]) {
    expect(await auth.rotate(refresh.token, ledger)).toMatchObject({ ...REVOKED, by: "session" });
  }
});
