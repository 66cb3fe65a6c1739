import { inTime } from "@curfew/testing/in-time";
import { expect, test } from "vitest";
import { Unavailable } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";

async function downStore() {
  const service = await createTestAuth({ timeoutMs: 60 });
  const { access, session } = await service.login();
  service.store.break("silent");
  const verify = () => service.auth.verify(access.token);
  await Promise.all([1, 2, 3].map(() => expect(verify()).rejects.toThrow(Unavailable)));
  return { ...service, session, verify };
}

test("A dead store costs the deadline only a few times", async () => {
  const { store, verify, events } = await downStore();
  const before = store.calls.read;
  const hundred = async () => {
    for (let i = 0; i < 100; i += 1) await expect(verify()).rejects.toThrow(Unavailable);
  };
  await inTime(60 * 20, hundred());
  expect(store.calls.read - before).toBe(0);
  expect(events).toEqual([
    { type: "reborn", store: "memory" },
    { type: "down", store: "memory" },
  ]);
});

test("While it is down, one call at a time retries, four per second", async () => {
  const { store, verify, clock } = await downStore();
  const before = store.calls.read;
  clock.advance({ milliseconds: 250 });
  await Promise.all(Array.from({ length: 50 }, () => expect(verify()).rejects.toThrow(Unavailable)));
  expect(store.calls.read - before).toBe(1);
  clock.advance({ milliseconds: 249 });
  await expect(verify()).rejects.toThrow(Unavailable);
  expect(store.calls.read - before).toBe(1);
  clock.advance({ milliseconds: 1 });
  await expect(verify()).rejects.toThrow(Unavailable);
  expect(store.calls.read - before).toBe(2);
});

test("During one retry no other call retries", async () => {
  const { store, verify, clock } = await downStore();
  const before = store.calls.read;
  clock.advance({ milliseconds: 250 });
  const trying = expect(verify()).rejects.toThrow(Unavailable);
  while (store.calls.read === before) await new Promise(setImmediate);
  clock.advance({ milliseconds: 250 });
  await expect(verify()).rejects.toThrow(Unavailable);
  expect(store.calls.read - before).toBe(1);
  await trying;
});

test("Within two seconds of its repair every call goes through", async () => {
  const { store, verify, clock, events } = await downStore();
  store.mend();
  await expect(verify()).rejects.toThrow(Unavailable);
  clock.advance({ milliseconds: 250 });
  expect(await verify()).toMatchObject({ ok: true });
  expect(await Promise.all([verify(), verify()])).toMatchObject([{ ok: true }, { ok: true }]);
  expect(events.at(-1)).toEqual({ type: "up", store: "memory" });
});

test("Calls pending at the repair don't open the circuit again", async () => {
  const { auth, store, login, events } = await createTestAuth({ timeoutMs: 60 });
  const { access } = await login();
  const verify = () => auth.verify(access.token);
  const before = store.calls.read;
  store.break("silent");
  const late = Array.from({ length: 6 }, () => expect(verify()).rejects.toThrow(Unavailable));
  while (store.calls.read < before + late.length) await new Promise(setImmediate);
  store.mend();
  expect(await verify()).toMatchObject({ ok: true });
  await Promise.all(late);
  expect(await verify()).toMatchObject({ ok: true });
  expect(events.map(({ type }) => type)).toEqual(["reborn"]);
});

test("A store that takes no writes still answers questions", async () => {
  const { auth, store, clock, login, events } = await createTestAuth({ timeoutMs: 60 });
  const { access, session } = await login();
  const end = () => auth.revokeSessions([session]);
  store.break("refuse", "put");
  for (let i = 0; i < 10; i += 1) await expect(end()).rejects.toThrow(Unavailable);
  expect(store.calls.put).toBe(3);
  expect(events.at(-1)).toEqual({ type: "readonly", store: "memory" });
  store.mend();
  await expect(end()).rejects.toThrow(Unavailable);
  clock.advance({ milliseconds: 250 });
  await end();
  expect(await auth.verify(access.token)).toMatchObject({ ok: false, code: "token_revoked" });
  expect(events.at(-1)).toEqual({ type: "writable", store: "memory" });
});

test("A store that answers neither writes nor questions is down", async () => {
  for (const fault of ["refuse", "silent"] as const) {
    const { auth, store, login, events, clock } = await createTestAuth({ timeoutMs: 60 });
    const { session } = await login();
    const end = () => auth.revokeSessions([session]);
    store.break(fault);
    for (let i = 0; i < 3; i += 1) await expect(auth.ready()).rejects.toThrow(Unavailable);
    await expect.poll(() => events.map(({ type }) => type)).toEqual(["reborn", "down"]);
    store.mend();
    clock.advance({ milliseconds: 250 });
    await end();
    expect(events.map(({ type }) => type)).toEqual(["reborn", "down", "up"]);
    store.break("refuse", "put");
    for (let i = 0; i < 3; i += 1) await expect(end()).rejects.toThrow(Unavailable);
    await expect.poll(() => events.at(-1)?.type).toBe("readonly");
  }
});

test("Once a question is answered, a write may be tried again", async () => {
  const { auth, store, login } = await createTestAuth({ timeoutMs: 60 });
  const { access, session } = await login();
  const end = () => auth.revokeSessions([session]);
  store.break("refuse", "put");
  for (let i = 0; i < 10; i += 1) await expect(end()).rejects.toThrow(Unavailable);
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  for (let i = 0; i < 10; i += 1) await expect(end()).rejects.toThrow(Unavailable);
  expect(store.calls.put).toBe(3 + 1);
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  store.mend();
  await end();
  expect(await auth.verify(access.token)).toMatchObject({ ok: false, code: "token_revoked" });
});

test("A store found dead by questions costs writes no deadline", async () => {
  const { auth, session, store, verify, clock, events } = await downStore();
  const end = () => auth.revokeSessions([session]);
  const before = store.calls.put;
  for (let i = 0; i < 10; i += 1) await expect(end()).rejects.toThrow(Unavailable);
  expect(store.calls.put).toBe(before);
  for (let i = 0; i < 4; i += 1) {
    clock.advance({ milliseconds: 250 });
    await expect(end()).rejects.toThrow(Unavailable);
  }
  expect(store.calls.put).toBe(before + 4);
  store.mend();
  clock.advance({ milliseconds: 250 });
  await end();
  expect(await verify()).toMatchObject({ ok: false, code: "token_revoked" });
  expect(events.map(({ type }) => type)).toEqual(["reborn", "down", "up"]);
});

test("A clock set back doesn't keep the store down", async () => {
  const { store, verify, clock } = await downStore();
  store.mend();
  clock.set({ seconds: -3 });
  expect(await verify()).toMatchObject({ ok: true });
});

test("A store that fails now and then is asked every time", async () => {
  const { auth, store, login } = await createTestAuth({ timeoutMs: 60 });
  const { access } = await login();
  for (let i = 0; i < 6; i += 1) {
    store.break("refuse");
    await expect(auth.verify(access.token)).rejects.toThrow(Unavailable);
    store.mend();
    expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  }
});
