import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createAuth, generateKeySet } from "../../src/index.ts";
import { createFixedKeys, type Keys, openKeyFile } from "../../src/keys/file/index.ts";
import { memoryStore } from "../../src/stores/memory.ts";
import { createTestClock, TEST_LIFETIMES } from "../../src/testing/index.ts";

const { refreshSeconds, toleranceSeconds } = TEST_LIFETIMES;
const LAST_TOKEN_SECONDS = refreshSeconds + toleranceSeconds;

/** A folder, a clock, and as many processes' keys on them as a test wants. */
function createPlace(lifetimes = TEST_LIFETIMES, leadSeconds = 2) {
  const folder = mkdtempSync(join(tmpdir(), "curfew-keys-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const time = createTestClock();
  const problems: string[] = [];
  const onProblem = ({ message }: Error) => void problems.push(message);
  const path = join(folder, "signing-keys.json");
  return {
    folder,
    path,
    time,
    problems,
    open: () => openKeyFile({ path, lifetimes, leadSeconds, clock: time.now, onProblem }),
    file: () => JSON.parse(readFileSync(path, "utf8")) as { keys: { kid: string; signsFrom?: string }[] },
  };
}

const signer = (keys: Keys) => keys.ring().signing.kid;
const verifiers = (keys: Keys) => [...keys.ring().byId.keys()];

/** A service that signs and verifies with these keys. */
function createService(keys: Keys, time: ReturnType<typeof createTestClock>) {
  return createAuth({
    issuer: "http://localhost:3000",
    keys: keys.ring,
    clock: time.now,
    uptime: time.uptime,
    lifetimes: TEST_LIFETIMES,
    store: memoryStore(),
  });
}

async function published(service: ReturnType<typeof createService>): Promise<string[]> {
  return (await service.jwks()).keys.map(({ kid }) => String(kid));
}

test("Processes that start at once share one first key, its owner's alone", async () => {
  const { folder, path, open } = createPlace();
  const opened = await Promise.all([open(), open(), open(), open()]);
  expect(new Set(opened.map(signer)).size).toBe(1);
  expect(readdirSync(folder)).toEqual(["signing-keys.json"]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("Every process knows a new key before any signs with it", async () => {
  const { time, open } = createPlace();
  const [here, there] = [await open(), await open()];
  const old = signer(here);
  const added = await here.add();
  time.advance({ milliseconds: 1_999 });
  expect([signer(here), signer(there)]).toEqual([old, old]);
  expect(verifiers(there)).toEqual([added?.kid, old]);
  time.advance({ milliseconds: 1 });
  expect([signer(here), signer(there)]).toEqual([added?.kid, added?.kid]);
});

test("An old key verifies until its last token is dead", async () => {
  const { time, open } = createPlace();
  const keys = await open();
  const service = createService(keys, time);
  const old = signer(keys);
  const added = await keys.add();
  time.advance({ seconds: 2 });
  time.advance({ milliseconds: -1 });
  const last = await service.issue(await service.createSession("ann"));
  time.advance({ milliseconds: 1 });
  const first = await service.issue(await service.createSession("ann"));
  expect(await service.verifySignature(first.refresh.token)).toMatchObject({ keyId: added?.kid });

  time.advance({ seconds: LAST_TOKEN_SECONDS, milliseconds: -1 });
  expect(await service.verifySignature(last.refresh.token)).toMatchObject({ keyId: old });
  expect(await published(service)).toEqual([added?.kid, old]);
  time.advance({ milliseconds: 1 });
  expect(await service.rotate(last.refresh.token)).toEqual({ ok: false, code: "token_invalid" });
  expect(await published(service)).toEqual([added?.kid]);
});

test("No token of an old key is refused early, by milliseconds either", async () => {
  for (const milliseconds of [0, 1, 250, 999]) {
    const { time, open } = createPlace();
    time.advance({ milliseconds });
    const keys = await open();
    const service = createService(keys, time);
    await keys.add();
    time.advance({ milliseconds: 1_999 });
    const { refresh } = await service.issue(await service.createSession("ann"));
    const dead = refresh.expiresAt.getTime() + toleranceSeconds * 1000;
    time.advance({ milliseconds: dead - 1 - time.now().getTime() });
    expect((await service.rotate(refresh.token)).ok).toBe(true);
  }
});

test("A short session bounds how long an old key is kept", async () => {
  const { time, open } = createPlace({ ...TEST_LIFETIMES, sessionSeconds: 100 });
  const keys = await open();
  const old = signer(keys);
  await keys.add();
  time.advance({ seconds: 2 + 100 + toleranceSeconds, milliseconds: -1 });
  expect(verifiers(keys)).toContain(old);
  time.advance({ milliseconds: 1 });
  expect(verifiers(keys)).not.toContain(old);
});

test("A dead key leaves the file with the next rotation or start", async () => {
  const { time, open, file } = createPlace();
  const keys = await open();
  const old = signer(keys);
  const second = await keys.add();
  time.advance({ seconds: 2 + LAST_TOKEN_SECONDS });
  expect(file().keys.map(({ kid }) => kid)).toEqual([second?.kid, old]);
  const third = await keys.add();
  expect(file().keys.map(({ kid }) => kid)).toEqual([third?.kid, second?.kid]);
  time.advance({ seconds: 2 + LAST_TOKEN_SECONDS });
  await open();
  expect(file().keys.map(({ kid }) => kid)).toEqual([third?.kid]);
});

test("Rotations at the same time all come in, and the file stays whole", async () => {
  const { folder, time, open, file } = createPlace();
  const keys = await open();
  let looking = true;
  const watched = (async () => {
    for (; looking; await new Promise(setImmediate)) file();
  })();
  const added = await Promise.all(Array.from({ length: 8 }, () => keys.add()));
  looking = false;
  await watched;
  expect(new Set(file().keys.map(({ kid }) => kid))).toEqual(new Set([signer(keys), ...added.map((key) => key?.kid)]));
  expect(readdirSync(folder)).toEqual(["signing-keys.json"]);
  time.advance({ seconds: 2 });
  expect(signer(keys)).toBe(file().keys[0]?.kid);
});

test("A rotation takes over the lock of one that died", async () => {
  const { path, time, open, file } = createPlace();
  const keys = await open();
  writeFileSync(`${path}.lock`, "");
  const ticking = setInterval(() => time.advance({ seconds: 1 }), 10);
  onTestFinished(() => clearInterval(ticking));
  const added = await keys.add();
  expect(file().keys[0]?.kid).toBe(added?.kid);
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test.for([
  ["half of one", (text: string) => text.slice(0, text.length / 2)],
  ["an empty one", () => ""],
  ["one without keys", () => '{"keys":[]}'],
  ["one with a date that is none", (text: string) => text.replace(/"signsFrom":"[^"]*"/, '"signsFrom":"soon"')],
  ["none", null],
] as const)("A running process goes on while the file is broken: %s", async ([, damage]) => {
  const { path, time, open, problems } = createPlace();
  const keys = await open();
  const kid = signer(keys);
  const whole = readFileSync(path, "utf8");
  if (damage === null) rmSync(path);
  else writeFileSync(path, damage(whole));
  for (let i = 0; i < 3; i++) {
    time.advance({ seconds: 1 });
    expect(signer(keys)).toBe(kid);
  }
  expect(problems).toHaveLength(1);
  expect(problems[0]).not.toContain(JSON.parse(whole).keys[0].d);
  const other = await generateKeySet();
  writeFileSync(path, JSON.stringify(other));
  time.advance({ seconds: 1 });
  expect(signer(keys)).toBe(other.keys[0]?.kid);
});

test("A broken file refuses the start and quotes nothing", async () => {
  const { path, open, file } = createPlace();
  await open();
  const { d } = file().keys[0] as unknown as { d: string };
  writeFileSync(path, readFileSync(path, "utf8").slice(0, -1));
  await expect(open()).rejects.toThrow("not a usable private JWK Set");
  await expect(open()).rejects.not.toThrow(d);
});

test("In a set made by hand the first signs, the others verify", async () => {
  const { path, time, open } = createPlace();
  const [first, second] = [await generateKeySet("EdDSA"), await generateKeySet()];
  writeFileSync(path, JSON.stringify({ keys: [...first.keys, ...second.keys] }));
  const keys = await open();
  time.advance({ seconds: 10 * LAST_TOKEN_SECONDS });
  const kids = [...first.keys, ...second.keys].map(({ kid }) => kid);
  expect([signer(keys), verifiers(keys)]).toEqual([kids[0], kids]);
  expect(createFixedKeys({ keys: [...first.keys, ...second.keys] }).ring().signing.kid).toBe(kids[0]);
  await keys.add();
  time.advance({ seconds: 2 });
  expect(keys.ring().signing.alg).toBe("EdDSA");
});

test("A clock that was set back leaves a key to sign with", async () => {
  const { time, open } = createPlace();
  const keys = await open();
  const old = signer(keys);
  await keys.add();
  time.advance({ seconds: -86_400 });
  expect(signer(keys)).toBe(old);
});

test("A new key is published for the lead before it signs", async () => {
  for (const leadSeconds of [1, 600, 86_400]) {
    const { time, open } = createPlace(TEST_LIFETIMES, leadSeconds);
    const keys = await open();
    const old = signer(keys);
    const added = await keys.add();
    expect(added?.signsFrom.getTime()).toBe(time.now().getTime() + leadSeconds * 1000);
    time.advance({ seconds: leadSeconds, milliseconds: -1 });
    expect([signer(keys), verifiers(keys)]).toEqual([old, [added?.kid, old]]);
    time.advance({ milliseconds: 1 });
    expect(signer(keys)).toBe(added?.kid);
  }
});

test("Without a lead a new key signs at once, and is accepted everywhere", async () => {
  const { time, open } = createPlace(TEST_LIFETIMES, 0);
  const [here, there] = [await open(), await open()];
  const added = await here.add();
  expect(signer(here)).toBe(added?.kid);
  const { access } = await createService(here, time).issue(await createService(here, time).createSession("ann"));
  expect(await createService(there, time).verifySignature(access.token)).toMatchObject({ keyId: added?.kid });
});

test("A banned key neither signs nor verifies, and another one signs", async () => {
  const { time, open, file } = createPlace(TEST_LIFETIMES, 600);
  const [here, there] = [await open(), await open()];
  const old = signer(here);
  const service = createService(here, time);
  const { access } = await service.issue(await service.createSession("ann"));
  const banned = await here.ban(old);
  const added = banned?.isKnown ? banned.added?.kid : undefined;
  expect([signer(here), verifiers(here)]).toEqual([added, [added]]);
  expect(await service.verifySignature(access.token)).toBeNull();
  time.advance({ seconds: 1 });
  expect([signer(there), verifiers(there)]).toEqual([added, [added]]);
  expect(await published(createService(there, time))).toEqual([added]);
  await here.add();
  expect(file().keys.map(({ kid }) => kid)).toContain(old);
  expect(verifiers(await open())).not.toContain(old);
});

test("A ban of a key that doesn't sign makes no other", async () => {
  const { time, open, file } = createPlace();
  const keys = await open();
  const old = signer(keys);
  const next = await keys.add();
  expect(await keys.ban(next?.kid ?? "")).toEqual({ isKnown: true, added: null });
  time.advance({ seconds: 3 });
  expect([signer(keys), verifiers(keys)]).toEqual([old, [old]]);
  expect(await keys.ban(next?.kid ?? "")).toEqual({ isKnown: true, added: null });
  const before = file();
  for (const kid of ["", "nobody's", "__proto__"]) expect(await keys.ban(kid)).toEqual({ isKnown: false });
  expect(file()).toEqual(before);
  expect(createFixedKeys(await generateKeySet()).ban).toBeNull();
});

test("A key that was banned before it signed retires no other", async () => {
  const { time, open, file } = createPlace();
  const keys = await open();
  const old = signer(keys);
  const next = await keys.add();
  await keys.ban(next?.kid ?? "");
  time.advance({ seconds: 3 + LAST_TOKEN_SECONDS });
  expect([signer(keys), verifiers(keys)]).toEqual([old, [old]]);
  const reopened = await open();
  expect([signer(reopened), verifiers(reopened)]).toEqual([old, [old]]);
  expect(file().keys).toHaveLength(2);
});

test("After a ban another process signs with the new key at once", async () => {
  const { time, open } = createPlace(TEST_LIFETIMES, 600);
  const [here, there] = [await open(), await open()];
  const service = createService(there, time);
  const [kid, session] = [signer(there), await service.createSession("ann")];
  await service.banKey(kid);
  await expect(service.createSession("ben")).rejects.toMatchObject({ dependency: "keys" });
  const banned = await here.ban(kid);
  const { access } = await service.issue(await service.createSession("ben"));
  expect(await service.verifySignature(access.token)).toMatchObject({ keyId: banned?.isKnown && banned.added?.kid });
  expect(await service.issue(session)).toBeDefined();
});

test("With every key banned there is no key to ask", async () => {
  const { path, open, file } = createPlace();
  const keys = await open();
  writeFileSync(path, JSON.stringify({ keys: file().keys.map((key) => ({ ...key, bannedAt: new Date() })) }));
  const reopened = await open();
  expect(() => reopened.ring()).toThrow(expect.objectContaining({ name: "Unavailable", dependency: "keys" }));
  expect(keys.add).not.toBeNull();
});

test("Bans and rotations at the same time all come in", async () => {
  const { time, open, file } = createPlace();
  const keys = await open();
  const old = signer(keys);
  await Promise.all([keys.add(), keys.ban(old), keys.add(), keys.ban(old)]);
  time.advance({ seconds: 3 });
  expect(verifiers(keys)).not.toContain(old);
  expect(file().keys).toHaveLength(4);
});
