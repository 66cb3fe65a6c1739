import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { type ClaimsSchema, createAuth, createKeyRing, generateKeySet, MAX_TOKEN_BYTES } from "../../src/index.ts";
import { memoryStore } from "../../src/stores/memory.ts";
import { createTestAuth } from "../../src/testing/index.ts";
import { decode, signRaw, split, withPrivateKey } from "../forge.ts";

const claims = z.object({ role: z.enum(["user", "admin"]), team: z.string().optional() });

const INVALID = { ok: false, code: "token_invalid" };

test("Claims of one's own arrive typed with every token of a session", async () => {
  const { auth, login, clock } = await createTestAuth({ claims });
  const { access, refresh, session } = await login("anna", { claims: { role: "admin" } });
  const verification = await auth.verify(access.token);
  if (!verification.ok) throw new Error("the token is live");
  expect(verification.claims.custom).toEqual({ role: "admin" });
  expectTypeOf(verification.claims.custom.role).toEqualTypeOf<"user" | "admin">();
  clock.advance({ seconds: 60 });
  const refreshed = await auth.rotate(refresh.token);
  if (!refreshed.ok) throw new Error("the token is current");
  expect(await auth.verify(refreshed.pair.access.token)).toMatchObject({ claims: { custom: { role: "admin" } } });
  expect(await auth.verifyRefresh(refreshed.pair.refresh.token)).toMatchObject({ custom: { role: "admin" } });
  const epoch = await auth.revokeSubject("anna");
  const next = await auth.reissue(verification.claims, epoch);
  expect(await auth.verify(next.access.token)).toMatchObject({
    claims: { sessionId: session.id, custom: { role: "admin" } },
  });
});

test("Claims that don't fit their schema are not signed", async () => {
  const { auth, store } = await createTestAuth({ claims });
  const calls = { ...store.calls };
  for (const odd of [{}, { role: "root" }, { role: ["admin"] }, { role: "user", team: 1 }]) {
    await expect(auth.createSession("anna", { claims: odd as never })).rejects.toThrow(/role|team/);
  }
  await expect(auth.createSession("anna")).rejects.toThrow(RangeError);
  expect(store.calls).toEqual(calls);
});

test("A token whose claims don't fit their schema is invalid", async () => {
  const { auth, login, keySet } = await withPrivateKey({ claims });
  const { access } = await login("anna", { claims: { role: "user" } });
  const [header, payload] = split(access.token).slice(0, 2).map(decode);
  const verify = (more: object) => auth.verify(signRaw(keySet, header, { ...payload, ...more }));
  expect(await verify({ team: "blue" })).toMatchObject({
    ok: true,
    claims: { custom: { role: "user", team: "blue" } },
  });
  expect(await verify({ role: undefined })).toEqual(INVALID);
  expect(await verify({ role: "root" })).toEqual(INVALID);
  expect(await verify({ nbf: 0 })).toEqual(INVALID);
  expect(await verify({ role: "user", unknown: true })).toMatchObject({
    ok: true,
    claims: { custom: { role: "user" } },
  });
  expect((await auth.explain(signRaw(keySet, header, { ...payload, role: "root" }))).steps.at(-1)).toMatchObject({
    step: "claims",
    ok: false,
  });
});

test("A reserved claim is refused, by its name", async () => {
  const parts = { issuer: "https://curfew.test", keys: createKeyRing(await generateKeySet()), store: memoryStore() };
  const reserved = "iss sub aud exp nbf iat jti client_id sid sxp lin epo ord".split(" ");
  for (const name of reserved) {
    expect(() => createAuth({ ...parts, claims: z.object({ [name]: z.string() }) })).toThrow(`the claim ${name} is`);
    const auth = createAuth({ ...parts, claims: z.record(z.string(), z.string()) });
    await expect(auth.createSession("anna", { claims: { [name]: "x" } })).rejects.toThrow(`the claim ${name} is`);
  }
});

test("Without a schema there are no claims of one's own", async () => {
  const { auth } = await createTestAuth();
  await expect(auth.createSession("anna", { claims: { role: "admin" } })).rejects.toThrow("no schema");
});

test("Any Standard Schema will do, and what it makes of claims is signed", async () => {
  const upper: ClaimsSchema<{ readonly plan: string }> = {
    "~standard": {
      version: 1,
      vendor: "test",
      async validate(value) {
        const { plan } = value as { plan?: unknown };
        if (typeof plan !== "string") return { issues: [{ message: "must be a string", path: [{ key: "plan" }] }] };
        return { value: { plan: plan.toUpperCase() } };
      },
    },
  };
  const { auth, login } = await createTestAuth({ claims: upper });
  const { access } = await login("anna", { claims: { plan: "pro" } });
  expect(decode(split(access.token)[1])).toMatchObject({ plan: "PRO" });
  expect(await auth.verify(access.token)).toMatchObject({ claims: { custom: { plan: "PRO" } } });
  await expect(auth.createSession("anna", { claims: {} as never })).rejects.toThrow("plan: must be a string");
});

test("Claims that would be something else when read again are refused", async () => {
  const { auth } = await createTestAuth({ claims: z.object({ since: z.coerce.string().transform((s) => s.length) }) });
  const { auth: dated } = await createTestAuth({ claims: z.object({ since: z.date() }) });
  await expect(dated.createSession("anna", { claims: { since: new Date() } })).rejects.toThrow("since");
  // What was a length is a length still: the schema accepts its own output.
  expect(await auth.createSession("anna", { claims: { since: 1 } })).toMatchObject({ custom: { since: 1 } });
});

test("A claim that is added later has its default in older tokens", async () => {
  const older = await createTestAuth({ claims: z.object({ role: z.string() }) });
  const { clock, store, witness, ring } = older;
  const newer = await createTestAuth({
    clock,
    store,
    witness,
    ring,
    claims: z.object({ role: z.string(), plan: z.string().default("free") }),
  });
  const { access, refresh } = await older.login("anna", { claims: { role: "user" } });
  expect(await newer.auth.verify(access.token)).toMatchObject({ claims: { custom: { role: "user", plan: "free" } } });
  expect(await newer.auth.rotate(refresh.token)).toMatchObject({ ok: true });
});

test("A session whose tokens would be too long is refused before it begins", async () => {
  const { auth, login } = await createTestAuth({ claims: z.object({ note: z.string() }) });
  const lengthOf = async (note: string) => (await login("anna", { claims: { note } })).refresh.token.length;
  let fitting = 2_000;
  for (let step = 1_024; step >= 1; step /= 2) {
    const isFitting = await auth.createSession("anna", { claims: { note: "x".repeat(fitting + step) } }).then(
      () => true,
      () => false,
    );
    if (isFitting) fitting += step;
  }
  expect(await lengthOf("x".repeat(fitting))).toBeLessThanOrEqual(MAX_TOKEN_BYTES);
  expect(await lengthOf("x".repeat(fitting))).toBeGreaterThan(MAX_TOKEN_BYTES - 40);
  await expect(login("anna", { claims: { note: "x".repeat(fitting + 1) } })).rejects.toThrow(/4096 .* shorten/);
  await expect(login("anna", { claims: { note: "ä".repeat(fitting - 100) } })).rejects.toThrow(RangeError);
});
