import { Buffer } from "node:buffer";
import { times } from "@curfew/testing/effort";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Unavailable } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";
import { withPrivateKey } from "../forge.ts";

const MUTATIONS = times(100_000);

const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
const subject = fc.string({ minLength: 1, maxLength: 200, unit: visible });
const lifetimes = fc
  .record({
    accessSeconds: fc.integer({ min: 1, max: 86_400 }),
    refreshSeconds: fc.integer({ min: 1, max: 1_209_600 }),
    sessionSeconds: fc.integer({ min: 1, max: 7_776_000 }),
    toleranceSeconds: fc.integer({ min: 0, max: 60 }),
  })
  .map((numbers) => ({ ...numbers, graceSeconds: 10 }));

test("verify ∘ sign is the identity for every subject and lifetime", async () => {
  await fc.assert(
    fc.asyncProperty(subject, lifetimes, async (sub, chosen) => {
      const { auth, login } = await createTestAuth({ lifetimes: chosen });
      const { session, access, refresh } = await login(sub);
      const verification = await auth.verify(access.token);
      if (!verification.ok) throw new Error(verification.code);
      expect(verification.claims).toMatchObject({
        kind: "access",
        subject: sub,
        sessionId: session.id,
        tokenId: access.tokenId,
        expiresAt: access.expiresAt,
        sessionExpiresAt: session.expiresAt,
      });
      expect(await auth.verifySignature(refresh.token)).toMatchObject({
        kind: "refresh",
        subject: sub,
        expiresAt: refresh.expiresAt,
      });
    }),
    { numRuns: times(60) },
  );
});

test("Any change of one bit is refused, wherever it is", async () => {
  const { auth, login } = await withPrivateKey();
  const { access } = await login();
  const bytes = Buffer.from(access.token, "latin1");
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    const at = bit >> 3;
    changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
    const answer = await auth.verify(changed.toString("latin1"));
    if (answer.ok) throw new Error(`passes with bit ${bit} changed`);
    expect(answer.code).toBe("token_invalid");
  }
});

test("A revoked token stays refused as long as it could be accepted", async () => {
  const endings = fc.constantFrom("token", "session", "subject", "everything");
  const moments = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  await fc.assert(
    fc.asyncProperty(lifetimes, endings, moments, async (chosen, ending, [revokedAt, askedAt]) => {
      const { auth, clock, login } = await createTestAuth({ lifetimes: chosen });
      const { access, session } = await login("anna");
      const lifeMs = access.expiresAt.getTime() - clock.now().getTime() + chosen.toleranceSeconds * 1000;
      clock.advance({ milliseconds: Math.floor(lifeMs * revokedAt) });
      const claims = await auth.verifySignature(access.token);
      if (claims === null) throw new Error("the token is ours");
      if (ending === "token") await auth.revoke(claims);
      if (ending === "session") await auth.revokeSessions([session]);
      if (ending === "subject") await auth.revokeSubject("anna");
      if (ending === "everything") await auth.revokeAll();
      // Up to and past the very last millisecond of the tolerance.
      clock.advance({ milliseconds: Math.ceil(lifeMs * (1 - revokedAt) * askedAt) });
      expect((await auth.verify(access.token)).ok).toBe(false);
    }),
    { numRuns: times(200) },
  );
});

test("Mutated tokens get the one uniform refusal", async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  console.log(`mutated tokens: SEED=${seed}`);
  const { auth, login } = await withPrivateKey();
  const originals = [await login(), await login()].flatMap(({ access, refresh }) => [access.token, refresh.token]);
  const known = new Set(originals);
  const random = generator(seed);
  let accepted = 0;
  for (let i = 0; i < MUTATIONS; i += 1) {
    const mutated = mutate(originals[i % originals.length] ?? "", originals, random);
    if (known.has(mutated)) continue;
    const answer = await auth.verify(mutated).catch((error: unknown) => {
      throw error instanceof Unavailable ? error : new Error(`untyped error with SEED=${seed}`, { cause: error });
    });
    if (answer.ok) accepted += 1;
    else if (answer.code !== "token_invalid") throw new Error(`${answer.code} with SEED=${seed}`);
  }
  expect(accepted).toBe(0);
}, 60_000);

type Random = (below: number) => number;

/** xorshift32: a seed printed once repeats the run. */
function generator(seed: number): Random {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutate(token: string, all: readonly string[], random: Random): string {
  const at = random(token.length);
  const segments = token.split(".");
  const other = (all[random(all.length)] ?? "").split(".");
  const swapped = segments.map((segment, i) => (i === random(3) ? (other[i] ?? "") : segment)).join(".");
  const character = String.fromCodePoint(random(3) === 0 ? random(0x2ff) : 33 + random(94));
  const ways = [
    () => token.slice(0, at) + character + token.slice(at + 1),
    () => token.slice(0, at) + character + token.slice(at),
    () => token.slice(0, at) + token.slice(at + 1 + random(20)),
    () => token.slice(0, at),
    () => token + "=".repeat(1 + random(3)),
    () => swapped,
    () => segments.reverse().join("."),
    () => token.slice(0, at) + token.slice(at).toUpperCase(),
    () => `${token.slice(0, at)}${token.slice(at, at + 9)}${token.slice(at)}`,
  ];
  return (ways[random(ways.length)] ?? (() => ""))();
}
