import { expect, test } from "vitest";
import { createTestAuth, createTestClock } from "../../src/testing/index.ts";
import { decode, signRaw, split, withPrivateKey } from "../forge.ts";

test("A foreign token is explained up to the step that failed", async () => {
  const { auth, keySet, store, login } = await withPrivateKey();
  const { access } = await login();
  const [header, payload, signature] = split(access.token);
  const cases = {
    form: `${access.token}=`,
    header: signRaw(keySet, { ...decode(header), crit: [] }, decode(payload)),
    key: signRaw(keySet, { ...decode(header), kid: "unknown" }, decode(payload)),
    signature: `${header}.${split((await login()).access.token)[1]}.${signature}`,
    claims: signRaw(keySet, decode(header), { ...decode(payload), iss: "https://other.test" }),
  };
  const mislabelled = signRaw(keySet, { ...decode(header), alg: "EdDSA" }, decode(payload));
  const before = store.calls.read;
  expect((await auth.explain(mislabelled)).steps.at(-1)).toMatchObject({ step: "key", ok: false });
  for (const [step, token] of Object.entries(cases)) {
    const explanation = await auth.explain(token);
    expect(explanation).toMatchObject({ accepted: false, claims: null, findings: [] });
    expect(explanation.steps.at(-1)).toMatchObject({ step, ok: false });
    expect(explanation.steps.slice(0, -1).every(({ ok }) => ok)).toBe(true);
  }
  expect(store.calls.read).toBe(before);
});

test("A good token is explained with every record that was read", async () => {
  const { auth, login } = await createTestAuth();
  const { access, refresh } = await login("anna");
  const explanation = await auth.explain(access.token);
  expect(explanation).toMatchObject({ accepted: true, claims: { subject: "anna" } });
  expect(explanation.findings.map(({ record }) => record.split(":")[0])).toEqual([
    "generation",
    "token",
    "session",
    "subject",
    "ban",
  ]);
  expect((await auth.explain(refresh.token)).findings).toHaveLength(5);
  expect(JSON.stringify(explanation)).not.toContain(split(access.token)[2]);
});

test("A revoked token is explained by the record that ended it", async () => {
  const { auth, clock, login } = await createTestAuth();
  const { access, session } = await login("anna");
  clock.advance({ seconds: 30 });
  await auth.revokeSessions([session]);
  clock.advance({ seconds: 30 });
  await auth.revokeSubject("anna");
  const { accepted, findings, steps } = await auth.explain(access.token);
  expect(accepted).toBe(false);
  expect(steps.at(-1)).toMatchObject({ step: "blacklist", ok: false, why: "revoked by its session" });
  const since = Object.fromEntries(
    findings.map((finding) => [finding.record.split(":")[0], finding.since?.toISOString()]),
  );
  expect(since).toMatchObject({
    generation: "2026-01-01T00:00:00.500Z",
    session: "2026-01-01T00:00:30.500Z",
    subject: "2026-01-01T00:01:00.500Z",
    token: undefined,
  });
});

test("A used refresh token is explained within and after the grace", async () => {
  const { auth, clock, lifetimes, login } = await createTestAuth();
  const { refresh } = await login();
  const use = async () => {
    const { accepted, steps } = await auth.explain(refresh.token);
    return { accepted, step: steps.at(-1) };
  };
  expect(await use()).toMatchObject({ accepted: true, step: { step: "use", ok: true } });
  const rotation = await auth.rotate(refresh.token);
  if (!rotation.ok) throw new Error(rotation.code);
  clock.advance({ seconds: lifetimes.graceSeconds });
  expect(await use()).toMatchObject({ accepted: true, step: { step: "use", ok: true } });
  clock.advance({ milliseconds: 1 });
  expect(await use()).toMatchObject({ accepted: false, step: { step: "use", ok: false } });
  expect(await auth.verify(rotation.pair.access.token)).toMatchObject({ ok: true });
});

test("To explain a token writes nothing", async () => {
  const { auth, store, login } = await createTestAuth();
  const { access, refresh } = await login();
  const before = { ...store.calls };
  for (const { token } of [access, refresh]) await auth.explain(token);
  expect({ ...store.calls, read: 0 }).toEqual({ ...before, read: 0 });
});

test("An expired token's blacklist records are shown too", async () => {
  const { auth, clock, login } = await createTestAuth();
  const { access } = await login();
  clock.advance({ seconds: 3600 });
  const { accepted, steps, findings } = await auth.explain(access.token);
  expect(accepted).toBe(false);
  expect(steps.find(({ step }) => step === "time")).toMatchObject({ ok: false, why: "it has expired" });
  expect(findings.length).toBeGreaterThan(0);
});

test("The current generation is shown beside the token's own", async () => {
  const clock = createTestClock();
  const { auth, login, ring } = await createTestAuth({ clock });
  const { access, session } = await login();
  const [generation] = (await auth.explain(access.token)).findings;
  expect(generation).toMatchObject({ record: "generation", value: session.line, since: clock.now() });
  const flushed = await createTestAuth({ clock, ring });
  const { accepted, findings } = await flushed.auth.explain(access.token);
  expect(accepted).toBe(false);
  expect(findings[0]).toEqual({ record: "generation", value: null, since: null });
});

test("A token of a session that is over is explained as expired", async () => {
  const { auth, clock, login } = await createTestAuth({ lifetimes: { sessionSeconds: 600 } });
  const { access } = await login();
  clock.advance({ seconds: 600 });
  const { steps } = await auth.explain(access.token);
  expect(steps.find(({ step }) => step === "time")).toMatchObject({ ok: false, why: "it has expired" });
});
