import { expect, test } from "vitest";
import type { Write } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";
import { BY_GENERATION, cluster, swappable } from "./cluster.ts";
import { type Replayable, replayable } from "./replayable.ts";

/** A store whose next write waits, before it is sent or before its answer arrives. */
function hesitant(store: Replayable) {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let at: "before" | "after" | null = null;
  const wait = async (here: "before" | "after") => {
    if (at !== here) return;
    at = null;
    reached.resolve();
    await released.promise;
  };
  const put = async (write: Write, to: () => Replayable) => {
    await wait("before");
    const written = await to().put(write);
    await wait("after");
    return written;
  };
  const { store: front, swap, now } = swappable(store);
  return {
    store: { ...front, put: (write: Write) => put(write, now) },
    swap,
    now,
    reached: reached.promise,
    release: released.resolve,
    hold: (here: "before" | "after") => {
      at = here;
    },
  };
}

/** Two processes: the second one's writes can be held up. A failover brings back the store as it was at a copy. */
async function twoProcesses() {
  const first = await createTestAuth();
  const slow = hesitant(replayable(first.clock));
  const shared = { clock: first.clock, witness: first.witness, ring: first.ring };
  const [p1, p2] = [
    await createTestAuth({ ...shared, store: slow.store }),
    await createTestAuth({ ...shared, store: slow.store }),
  ];
  return { p1, p2, slow };
}

test("A write after a failover can't stand in for a lost one", async () => {
  const { p1, p2, slow } = await twoProcesses();
  const [victim, other] = [await p1.login(), await p2.login()];
  await p1.auth.revokeSessions([(await p1.login()).session]);
  const replica = await slow.now().copy();
  slow.hold("before");
  const late = p2.auth.revokeSessions([other.session]);
  await slow.reached;
  await p1.auth.revokeSessions([victim.session]);
  slow.swap(replica);
  slow.release();
  await late;
  for (const process of [p1, p2]) {
    expect(await process.auth.verify(victim.access.token)).toMatchObject({ ok: false });
  }
});

test("A third write can't make a lost one look whole", async () => {
  const { p1, p2, slow } = await twoProcesses();
  const third = await createTestAuth({ clock: p1.clock, witness: p1.witness, ring: p1.ring, store: slow.store });
  const [victim, a, b] = [await p1.login(), await p2.login(), await third.login()];
  const replica = await slow.now().copy();
  await p1.auth.revokeSessions([victim.session]);
  slow.swap(replica);
  // One whose answer is lost, and one that is answered after it.
  p2.store.break("answer-lost", "put");
  await p2.auth.revokeSessions([a.session]).catch(() => {});
  await third.auth.revokeSessions([b.session]);
  for (const process of [p1, p2, third]) {
    expect(await process.auth.verify(victim.access.token)).toMatchObject({ ok: false });
  }
});

test("A write lost to a failover before its answer is repeated", async () => {
  const { p1, p2, slow } = await twoProcesses();
  const [victim, other] = [await p1.login(), await p2.login()];
  const replica = await slow.now().copy();
  slow.hold("after");
  const held = p2.auth.revokeSessions([victim.session]);
  await slow.reached;
  slow.swap(replica);
  await p1.auth.revokeSessions([other.session]);
  slow.release();
  await held;
  for (const process of [p1, p2]) {
    expect(await process.auth.verify(victim.access.token)).toMatchObject({ code: "token_revoked", by: "session" });
  }
});

test("A delayed generation never replaces a newer one", async () => {
  const { first, start, swap, empty, clock } = await cluster();
  const other = await start();
  await first.login();
  swap(empty());
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { restore } = first.store;
  let isHeld = false;
  const slow = await createTestAuth({
    clock,
    witness: first.witness,
    ring: first.ring,
    store: {
      ...first.store,
      async restore(restoration) {
        if (!isHeld) {
          isHeld = true;
          await held;
        }
        return restore(restoration);
      },
    },
  });
  const late = slow.login().catch(() => null);
  while (!isHeld) await new Promise(setImmediate);
  await other.auth.revokeAll();
  const { access } = await other.login();
  release();
  await late;
  expect(await other.auth.verify(access.token)).toMatchObject({ ok: true });
  expect((await other.auth.inspect()).condition).toBe("good");
});

test("Logging everyone out automatically happens at most once a minute", async () => {
  const { first, swap, empty, clock } = await cluster();
  await first.login();
  swap(empty());
  const { access } = await first.login();
  swap(empty());
  for (let i = 0; i < 3; i += 1) await expect(first.auth.verify(access.token)).rejects.toThrow("unavailable");
  expect(first.events.map(({ type }) => type)).toContain("forgot_again");
  clock.advance({ seconds: 61 });
  expect(await first.auth.verify(access.token)).toMatchObject(BY_GENERATION);
  expect(await first.auth.verify((await first.login()).access.token)).toMatchObject({ ok: true });
});
