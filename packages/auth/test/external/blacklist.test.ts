import { describe, expect, test } from "vitest";
import { Unavailable } from "../../src/errors.ts";
import { openMemoryStore } from "../../src/stores/memory.ts";
import { place } from "./set-up.ts";

const CLEAN = { state: "clean" };

describe("a token", () => {
  test("is refused after it was revoked, and no other one is", async () => {
    const { blacklist, payload } = await place();
    await blacklist.revokeToken(payload());
    expect(await blacklist.check(payload())).toEqual({ state: "revoked", by: "token" });
    expect(await blacklist.isRevoked(payload())).toBe(true);
    expect(await blacklist.check(payload({ jti: "token-2" }))).toEqual(CLEAN);
    expect(await blacklist.isRevoked(payload({ jti: "token-2" }))).toBe(false);
  });

  test("of another issuer with the same jti is another one", async () => {
    const { blacklist, payload } = await place();
    await blacklist.revokeToken(payload());
    expect(await blacklist.check(payload({ iss: "https://other.example" }))).toEqual(CLEAN);
    expect(await blacklist.check(payload({ iss: undefined }))).toEqual(CLEAN);
  });

  test("stays refused for as long as the verifier's tolerance may accept it", async () => {
    const { blacklist, payload, pass } = await place({ toleranceSeconds: 60 });
    const token = payload();
    await blacklist.revokeToken(token);
    pass(3600 + 60);
    expect(await blacklist.check(token)).toEqual({ state: "revoked", by: "token" });
  });

  test("without jti is known by its claims, in whatever order", async () => {
    const { blacklist, payload } = await place();
    const token = payload({ jti: undefined, roles: ["a", "b"], sub: "ann" });
    await blacklist.revokeToken(token);
    const reversed = Object.fromEntries(Object.entries(token).reverse());
    expect(await blacklist.check(reversed)).toEqual({ state: "revoked", by: "token" });
    expect(await blacklist.check({ ...token, roles: ["a"] })).toEqual(CLEAN);
  });

  test("is told from one whose jti is the digest of another", async () => {
    const { blacklist, payload } = await place();
    const long = "x".repeat(300);
    await blacklist.revokeToken(payload({ jti: long }));
    expect(await blacklist.check(payload({ jti: long }))).toEqual({ state: "revoked", by: "token" });
    expect(await blacklist.check(payload({ jti: `#${"x".repeat(43)}` }))).toEqual(CLEAN);
  });
});

describe("a session", () => {
  test("takes all its tokens with it, those still to come included", async () => {
    const { blacklist, payload, pass } = await place();
    await blacklist.revokeSession(payload({ sid: "s" }) as { sid: string });
    expect(await blacklist.check(payload({ sid: "s" }))).toEqual({ state: "revoked", by: "session" });
    pass(86_400);
    expect(await blacklist.check(payload({ sid: "s", jti: "new" }))).toEqual({ state: "revoked", by: "session" });
    expect(await blacklist.check(payload({ sid: "t" }))).toEqual(CLEAN);
  });
});

describe("a subject", () => {
  test("loses every token issued by then, and keeps those issued later", async () => {
    const { blacklist, payload, pass } = await place({ issuerSkewSeconds: 5 });
    const old = payload();
    pass(60);
    await blacklist.revokeSubject(payload() as { sub: string });
    expect(await blacklist.check(old)).toEqual({ state: "revoked", by: "subject" });
    pass(5);
    expect(await blacklist.check(payload())).toEqual({ state: "revoked", by: "subject" });
    pass(1);
    expect(await blacklist.check(payload())).toEqual(CLEAN);
    expect(await blacklist.check(old)).toEqual({ state: "revoked", by: "subject" });
    expect(await blacklist.check({ ...old, sub: "bob" })).toEqual(CLEAN);
  });

  test("loses a token of the same second", async () => {
    const { blacklist, payload } = await place({ issuerSkewSeconds: 0 });
    await blacklist.revokeSubject({ sub: "ann", iss: payload().iss });
    expect(await blacklist.check(payload())).toEqual({ state: "revoked", by: "subject" });
  });

  test("is never put back by a second logout on a clock that is behind", async () => {
    const { blacklist, create, payload, pass, seconds } = await place({ issuerSkewSeconds: 0 });
    const start = new Date(seconds() * 1000);
    pass(100);
    const token = payload();
    await blacklist.revokeSubject({ sub: "ann", iss: token.iss });
    await create({ clock: () => start }).revokeSubject({ sub: "ann", iss: token.iss });
    expect(await blacklist.check(token)).toEqual({ state: "revoked", by: "subject" });
  });

  test("stays refused as long as its longest token may live", async () => {
    const { blacklist, payload, pass } = await place({ maxTokenSeconds: 86_400 });
    const token = payload({ exp: (payload().iat as number) + 86_400 });
    await blacklist.revokeSubject({ sub: "ann", iss: token.iss });
    pass(86_400);
    expect(await blacklist.check(token)).toEqual({ state: "revoked", by: "subject" });
  });
});

describe("everything", () => {
  test("ends with one call, and later logins pass", async () => {
    const { blacklist, payload, pass } = await place();
    const old = payload();
    await blacklist.revokeAll();
    expect(await blacklist.check(old)).toEqual({ state: "revoked", by: "all" });
    pass(6);
    expect(await blacklist.check(payload())).toEqual(CLEAN);
    expect(await blacklist.check(old)).toEqual({ state: "revoked", by: "all" });
  });

  test("is refused that was issued before an empty store was met", async () => {
    const { blacklist, payload, pass } = await place({ isNew: false });
    const old = payload();
    pass(60);
    await blacklist.ready();
    expect(await blacklist.check(old)).toEqual({ state: "revoked", by: "all" });
    pass(6);
    expect(await blacklist.check(payload())).toEqual(CLEAN);
  });

  test("is refused that was issued before the store lost something", async () => {
    const { flush, create, payload, pass } = await lossy();
    const blacklist = create();
    await blacklist.init();
    const [old, other] = [payload(), payload({ jti: "other" })];
    await blacklist.revokeToken(old);
    flush();
    expect((await blacklist.check(old)).state).toBe("revoked");
    expect((await blacklist.check(other)).state).toBe("revoked");
    pass(6);
    expect(await blacklist.check(payload())).toEqual(CLEAN);
  });

  test("passes that was issued before a store declared new", async () => {
    const { blacklist, payload, pass } = await place();
    const old = payload();
    pass(60);
    expect(await blacklist.check(old)).toEqual(CLEAN);
    expect(await blacklist.init()).toBe(false);
  });
});

/** A store that can be emptied under a running blacklist. */
async function lossy() {
  const base = await place({ isNew: false });
  let inner = openMemoryStore({ clock: () => new Date(base.seconds() * 1000), logRetentionMs: 1_000 });
  const fixed = { ...inner };
  const store = {
    ...fixed,
    read: (...call: Parameters<typeof inner.read>) => inner.read(...call),
    readPrimary: (...call: Parameters<typeof inner.readPrimary>) => inner.readPrimary(...call),
    put: (...call: Parameters<typeof inner.put>) => inner.put(...call),
    exchange: (...call: Parameters<typeof inner.exchange>) => inner.exchange(...call),
    restore: (...call: Parameters<typeof inner.restore>) => inner.restore(...call),
    tail: (...call: Parameters<typeof inner.tail>) => inner.tail(...call),
  };
  const flush = () => {
    inner = openMemoryStore({ clock: () => new Date(base.seconds() * 1000), logRetentionMs: 1_000 });
  };
  return { ...base, create: () => base.create({ store }), flush };
}

describe("a payload", () => {
  test.each([
    ["iat", { iat: undefined }],
    ["iat", { iat: "1" as never }],
    ["iat", { iat: Number.NaN }],
    ["exp", { exp: undefined }],
    ["exp", { exp: Number.POSITIVE_INFINITY }],
    ["jti", { jti: { a: 1 } as never }],
    ["jti", { jti: "" }],
    ["jti", { jti: "\ud800" }],
    ["sub", { sub: 7 as never }],
    ["sid", { sid: "s".repeat(1_001) }],
  ])("with a bad %s is unusable, and can't be revoked", async (claim, claims) => {
    const { blacklist, payload } = await place();
    const token = payload(claims);
    expect(await blacklist.check(token)).toMatchObject({ state: "unusable", claim });
    expect(await blacklist.isRevoked(token)).toBe(true);
    await expect(blacklist.revokeToken(token)).rejects.toThrow(RangeError);
  });

  test("from the future is unusable: no logout could reach it", async () => {
    const { blacklist, payload, seconds } = await place({ issuerSkewSeconds: 5 });
    expect(await blacklist.check(payload({ iat: seconds() + 6 }))).toMatchObject({ state: "unusable", claim: "iat" });
    expect(await blacklist.check(payload({ iat: seconds() + 5 }))).toEqual(CLEAN);
  });

  test("that outlives what records are kept for is unusable", async () => {
    const { blacklist, payload, seconds } = await place({ maxTokenSeconds: 3600 });
    expect(await blacklist.check(payload({ exp: seconds() + 3601 }))).toMatchObject({ claim: "exp" });
  });

  test("without exp passes until maxAgeSeconds, where that is set", async () => {
    const { blacklist, payload, pass } = await place({ maxAgeSeconds: 60 });
    const token = payload({ exp: undefined });
    expect(await blacklist.check(token)).toEqual(CLEAN);
    pass(61);
    expect(await blacklist.check(token)).toMatchObject({ state: "unusable", claim: "exp" });
  });
});

test("A store that can't be asked rejects with Unavailable", async () => {
  const { blacklist, payload } = await place();
  await blacklist.close();
  await expect(blacklist.check(payload())).rejects.toThrow(Unavailable);
  await expect(blacklist.isRevoked(payload())).rejects.toThrow(Unavailable);
  await expect(blacklist.revokeToken(payload())).rejects.toThrow(Unavailable);
  await expect(blacklist.revokeSubject({ sub: "ann" })).rejects.toThrow(Unavailable);
});

test.each(["toleranceSeconds", "issuerSkewSeconds", "maxTokenSeconds", "maxAgeSeconds", "timeoutMs"] as const)(
  "A %s that makes no sense is refused at once",
  async (name) => {
    for (const value of [-1, 1.5, Number.NaN, 2 ** 31])
      await expect(place({ [name]: value })).rejects.toThrow(RangeError);
  },
);

test("A session or subject without a name is refused", async () => {
  const { blacklist } = await place();
  await expect(blacklist.revokeSession({ sid: "" })).rejects.toThrow(RangeError);
  await expect(blacklist.revokeSubject({ sub: undefined as never })).rejects.toThrow(RangeError);
});
