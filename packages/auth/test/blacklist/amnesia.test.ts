import { expect, test } from "vitest";
import { Unavailable } from "../../src/index.ts";
import { BY_GENERATION, cluster } from "./cluster.ts";

test("A flushed store refuses every older token as revoked", async () => {
  const { first, swap, empty } = await cluster();
  const [revoked, innocent] = [await first.login(), await first.login()];
  await first.auth.revokeSessions([revoked.session]);
  swap(empty());
  for (const { access, refresh } of [revoked, innocent]) {
    expect(await first.auth.verify(access.token)).toMatchObject(BY_GENERATION);
    expect(await first.auth.rotate(refresh.token)).toMatchObject(BY_GENERATION);
  }
  expect(await first.auth.verify((await first.login()).access.token)).toMatchObject({ ok: true });
  expect(await first.auth.verify(innocent.access.token)).toMatchObject(BY_GENERATION);
});

test("A flush while every process was down is noticed at the next start", async () => {
  const { first, start, swap, empty } = await cluster();
  const { access, session } = await first.login();
  await first.auth.revokeSessions([session]);
  swap(empty());
  const later = await start();
  expect(await later.auth.verify(access.token)).toMatchObject(BY_GENERATION);
});

test("An older backup is noticed, by old and new processes", async () => {
  for (const restarted of [false, true]) {
    const { first, start, backup, swap, clock } = await cluster();
    const { access, session } = await first.login();
    const old = await backup();
    await first.auth.revokeSessions([session]);
    expect(await first.auth.verify(access.token)).toMatchObject({ code: "token_revoked", by: "session" });
    swap(old);
    const judge = restarted ? await start() : first;
    expect(await judge.auth.verify(access.token)).toMatchObject(BY_GENERATION);
    expect(judge.events.map((event) => event.type)).toContain("forgot");
    // The new generation holds: also for a process that sees the store for the first time now.
    clock.advance({ seconds: 2 });
    expect(await (await start()).auth.verify(access.token)).toMatchObject(BY_GENERATION);
    expect(await judge.auth.verify((await judge.login()).access.token)).toMatchObject({ ok: true });
  }
});

test("A process learns of a lost revocation from the witness", async () => {
  const { first, start, backup, swap, clock } = await cluster();
  const other = await start();
  const { access, session } = await first.login();
  expect(await other.auth.verify(access.token)).toMatchObject({ ok: true });
  const old = await backup();
  await first.auth.revokeSessions([session]);
  clock.advance({ seconds: 1 });
  swap(old);
  expect(await other.auth.verify(access.token)).toMatchObject(BY_GENERATION);
});

test("Writes that arrive before anybody looked can't cover up the loss", async () => {
  const { first, backup, swap } = await cluster();
  const [victim, other] = [await first.login(), await first.login()];
  const old = await backup();
  await first.auth.revokeSessions([victim.session]);
  swap(old);
  for (let i = 0; i < 5; i += 1) await first.auth.revokeSessions([other.session]);
  expect(await first.auth.verify(victim.access.token)).toMatchObject(BY_GENERATION);
});

test("A loss is reported once, however many notice it at once", async () => {
  const { first, swap, empty, clock } = await cluster();
  for (const losses of [1, 2]) {
    const { access } = await first.login();
    swap(empty());
    await Promise.all(Array.from({ length: 20 }, () => first.auth.verify(access.token)));
    await first.login();
    expect(first.events.filter(({ type }) => type === "forgot")).toHaveLength(losses);
    clock.advance({ seconds: 60 });
  }
});

test("A loss that shows only in a write's revision is reported", async () => {
  const { first, backup, swap } = await cluster();
  const [victim, other] = [await first.login(), await first.login()];
  const old = await backup();
  await first.auth.revokeSessions([victim.session]);
  swap(old);
  // By the time the first of them looks again, the store counts more writes than before the loss.
  await Promise.all([first.auth.revokeSessions([other.session]), first.auth.revokeSessions([other.session])]);
  expect(first.events.map(({ type }) => type)).toContain("forgot");
  expect(await first.auth.verify(victim.access.token)).toMatchObject(BY_GENERATION);
});

test("A loss that a write shows is reported once", async () => {
  const { first, backup, swap } = await cluster();
  const [victim, other] = [await first.login(), await first.login()];
  const old = await backup();
  await first.auth.revokeSessions([victim.session]);
  swap(old);
  first.store.break("refuse", "readPrimary");
  await expect(first.auth.revokeSessions([other.session])).rejects.toThrow(Unavailable);
  first.store.mend();
  for (let i = 0; i < 3; i += 1) expect(await first.auth.verify(victim.access.token)).toMatchObject(BY_GENERATION);
  expect(first.events.map(({ type }) => type)).toEqual(["reborn", "forgot", "reborn"]);
});

test.each([
  ["a question", "put"],
  ["a question", "exchange"],
  ["a question", "readPrimary"],
  ["a write", "readPrimary"],
  ["a write", "exchange"],
] as const)("Repairing a loss that %s shows can't hide it when interrupted at %s", async (notice, call) => {
  const { first, start, backup, swap, clock } = await cluster();
  const [victim, other] = [await first.login(), await first.login()];
  const old = await backup();
  await first.auth.revokeSessions([victim.session]);
  swap(old);
  first.store.break("refuse", call);
  const noticing =
    notice === "a write" ? first.auth.revokeSessions([other.session]) : first.auth.verify(other.access.token);
  await noticing.catch(() => {});
  // The store counts as many writes now as it did before the loss.
  first.store.mend();
  clock.advance({ seconds: 5 });
  for (const judge of [await start(), first]) {
    expect(await judge.auth.verify(victim.access.token)).toMatchObject(BY_GENERATION);
  }
});

test("A backup from before revokeAll restores no session", async () => {
  const { first, start, backup, swap } = await cluster();
  const { access } = await first.login();
  const old = await backup();
  for (let i = 0; i < 20; i += 1)
    await old.put({ records: [], revisionId: `filler-${i}`, settled: 0, keepLogMs: 0, keys: [] });
  await first.auth.revokeAll();
  swap(old);
  expect(await first.auth.verify(access.token)).toMatchObject(BY_GENERATION);
  expect(await (await start()).auth.verify(access.token)).toMatchObject(BY_GENERATION);
});

test("A write knows of others' recent writes, and hides no loss", async () => {
  for (const write of ["endSessions", "rotate"] as const) {
    const { first, start, backup, swap } = await cluster();
    const other = await start();
    const [victim, mine] = [await first.login(), await first.login()];
    expect(await first.auth.verify(mine.access.token)).toMatchObject({ ok: true });
    const old = await backup();
    await other.auth.revokeSessions([victim.session]);
    swap(old);
    if (write === "rotate") await first.auth.rotate(mine.refresh.token);
    else await first.auth.revokeSessions([mine.session]);
    expect(await first.auth.verify(victim.access.token), write).toMatchObject(BY_GENERATION);
  }
});

test("A lost rotation is a loss: a used refresh token stays used", async () => {
  const { first, backup, swap } = await cluster();
  const { refresh } = await first.login();
  const old = await backup();
  await first.auth.rotate(refresh.token);
  swap(old);
  expect(await first.auth.rotate(refresh.token)).toMatchObject(BY_GENERATION);
});

test("A loss that another process reported is not reported again", async () => {
  const { first, start, swap, empty, clock } = await cluster();
  const other = await start();
  const { access } = await first.login();
  await other.auth.verify(access.token);
  swap(empty());
  for (const { store } of [first, other]) store.break("refuse", "exchange");
  await expect(first.auth.verify(access.token)).rejects.toThrow(Unavailable);
  clock.advance({ seconds: 1 });
  await expect(other.auth.verify(access.token)).rejects.toThrow(Unavailable);
  expect(first.events.filter(({ type }) => type === "forgot")).toHaveLength(1);
  expect(other.events.filter(({ type }) => type === "forgot")).toHaveLength(0);
});
