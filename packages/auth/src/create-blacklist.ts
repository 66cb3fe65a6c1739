import { createBlacklistServices } from "./blacklist/blacklist.ts";
import { withDeadline } from "./blacklist/deadline.ts";
import { memoryWitness } from "./blacklist/memory-witness.ts";
import type { BlacklistServices } from "./blacklist/services.ts";
import type { StoreRecord } from "./blacklist/store.ts";
import { logRetentionMs, ttlMs } from "./blacklist/ttl.ts";
import { createStopwatch } from "./clock.ts";
import { type ExternallyRevokedBy, findRevocation, formatMoment, momentOf, type TokenNames } from "./external/check.ts";
import { type CleanTokens, createCleanTokens } from "./external/clean-tokens.ts";
import { declareNew } from "./external/declare-new.ts";
import { createRecordNames, type RecordNames } from "./external/names.ts";
import { type ExternalBlacklistOptions, withDefaults } from "./external/options.ts";
import {
  isUnusable,
  readPayload,
  type TokenFacts,
  type UnusableClaim,
  type VerifiedPayload,
} from "./external/payload.ts";

export type { ExternallyRevokedBy } from "./external/check.ts";
export type { ExternalBlacklistOptions } from "./external/options.ts";
export type { UnusableClaim, VerifiedPayload } from "./external/payload.ts";

export type TokenStatus =
  | { readonly state: "clean" }
  | { readonly state: "revoked"; readonly by: ExternallyRevokedBy }
  /** Nothing can be said of such a token: refuse it. */
  | ({ readonly state: "unusable" } & UnusableClaim);

/** A session of an issuer. */
export interface SessionName {
  readonly sid: string;
  readonly iss?: string | undefined;
}

/** A subject of an issuer. */
export interface SubjectName {
  readonly sub: string;
  readonly iss?: string | undefined;
}

/**
 * Takes back tokens that somebody else signed and your library has verified. What is revoked is refused by every process
 * from the moment the promise resolves. Every method rejects with `Unavailable` if the store can't be asked in time:
 * answer that with 503, never with a pass.
 */
export interface Blacklist {
  /** Checks a verified token, in one question to the store. Let it pass if and only if its state is `clean`. */
  check(payload: VerifiedPayload): Promise<TokenStatus>;
  /** Tells whether a verified token must be refused: for hooks that ask for a boolean. */
  isRevoked(payload: VerifiedPayload): Promise<boolean>;
  /** Revokes one token, until it could no longer be accepted. Rejects with `RangeError` for an unusable one. */
  revokeToken(payload: VerifiedPayload): Promise<void>;
  /** Revokes every token that names this session, those still to be signed included. */
  revokeSession(session: SessionName): Promise<void>;
  /** Revokes every token of a subject that was issued by now, and up to `issuerSkewSeconds` later. */
  revokeSubject(subject: SubjectName): Promise<void>;
  /** Revokes every token of everyone that was issued by now, and up to `issuerSkewSeconds` later. */
  revokeAll(): Promise<void>;
  /**
   * Declares an empty store to be new, so that tokens issued before are accepted. Without it an empty store counts as one
   * that has lost its revocations, and refuses them. Call it once, before the first start. Resolves with false, and
   * changes nothing, if the store is in use.
   */
  init(): Promise<boolean>;
  /** Resolves if revocation can be checked now. */
  ready(): Promise<void>;
  /** Closes the store. */
  close(): Promise<void>;
}

/**
 * Creates a blacklist for tokens that you have already: of jsonwebtoken, NestJS, Auth.js, Auth0 … The signature stays your
 * library's business. Throws `RangeError` for a time that makes no sense.
 *
 * @example
 * const blacklist = createBlacklist({ store: memoryStore() });
 * await blacklist.init();
 * const iat = Math.floor(Date.now() / 1000);
 * const payload = { sub: "ann", jti: "6f3c", iat, exp: iat + 3600 }; // what jwt.verify() gave
 * console.log((await blacklist.check(payload)).state); // clean
 * await blacklist.revokeToken(payload);
 * console.log((await blacklist.check(payload)).state); // revoked
 */
export function createBlacklist(options: ExternalBlacklistOptions): Blacklist {
  const given = withDefaults(options);
  const services = servicesOf(options, given);
  const clean = createCleanTokens(given.maxStalenessMs, createStopwatch(given.clock, given.uptime));
  const parts: Parts = { ...given, services, clean, names: createRecordNames() };
  const { guard, storeRepair, store } = services;
  const checked = (payload: VerifiedPayload) => withDeadline(() => check(parts, payload));
  return {
    check: checked,
    isRevoked: async (payload) => (await checked(payload)).state !== "clean",
    revokeToken: (payload) => withDeadline(() => revokeToken(parts, payload)),
    revokeSession: (session) => withDeadline(() => revokeSession(parts, session)),
    revokeSubject: (subject) => withDeadline(() => revokeSubject(parts, subject)),
    revokeAll: () => withDeadline(() => revoking(parts, () => storeRepair.renew())),
    init: () => withDeadline(() => declareNew(store)),
    ready: () => withDeadline(async () => void (await guard.readPrimary([]))),
    close: () => store.close(),
  };
}

type Given = ReturnType<typeof withDefaults>;

interface Parts extends Given {
  readonly services: BlacklistServices;
  readonly names: RecordNames;
  readonly clean: CleanTokens;
}

function servicesOf({ store, witness, observe = () => {} }: ExternalBlacklistOptions, given: Given): BlacklistServices {
  const { clock, timeoutMs, toleranceSeconds, maxTokenSeconds } = given;
  const context = { clock, timeoutMs, logRetentionMs: logRetentionMs(maxTokenSeconds, toleranceSeconds) };
  return createBlacklistServices({
    ...given,
    store: typeof store === "function" ? store(context) : store,
    witness: witness ?? memoryWitness(clock),
    maxStalenessMs: 0,
    accessSeconds: maxTokenSeconds,
    sessionSeconds: maxTokenSeconds,
    keyIds: () => [],
    observe,
  });
}

async function check(parts: Parts, payload: VerifiedPayload): Promise<TokenStatus> {
  const facts = readPayload(payload, parts.clock(), parts);
  if (isUnusable(facts)) return { state: "unusable", ...facts };
  const names = await parts.names.ofToken(facts);
  const { clean } = parts;
  // The same `jti` may stand in tokens of several sessions: what was asked about is all of this.
  const name = JSON.stringify([names, facts.issuedAt]);
  if (clean.has(name)) return { state: "clean" };
  const asked = clean.ask();
  const by = await askStore(parts, facts, names);
  if (by !== null) return { state: "revoked", by };
  clean.note(name, asked);
  return { state: "clean" };
}

async function askStore(parts: Parts, facts: TokenFacts, names: TokenNames): Promise<ExternallyRevokedBy | null> {
  const { guard } = parts.services;
  const keys = Object.values(names).filter((name) => name !== null);
  const found = revocationOf(parts, facts, names, await guard.read(keys));
  // What can be replaced is confirmed by the primary: a replica may lag behind.
  return found === "all" ? revocationOf(parts, facts, names, await guard.readPrimary(keys)) : found;
}

function revocationOf(
  { issuerSkewSeconds }: Parts,
  facts: TokenFacts,
  names: TokenNames,
  snapshot: Parameters<typeof findRevocation>[2],
): ExternallyRevokedBy | null {
  return findRevocation(facts, names, snapshot, issuerSkewSeconds);
}

async function revokeToken(parts: Parts, payload: VerifiedPayload): Promise<void> {
  const facts = readPayload(payload, parts.clock(), parts);
  if (isUnusable(facts)) throw new RangeError(`this token can't be revoked: ${facts.message}`);
  const { token } = await parts.names.ofToken(facts);
  await write(parts, { name: token, value: formatMoment(parts.clock()), until: facts.expiresAt });
}

async function revokeSession(parts: Parts, { iss = "", sid }: SessionName): Promise<void> {
  const name = await parts.names.of(iss, "session", checked("sid", sid));
  await write(parts, { name, value: formatMoment(parts.clock()), until: longestFrom(parts, parts.clock()) });
}

/** The moment is the store's where it is later, and never before the one that stands there. */
async function revokeSubject(parts: Parts, { iss = "", sub }: SubjectName): Promise<void> {
  const name = await parts.names.of(iss, "subject", checked("sub", sub));
  const shown = await parts.services.guard.readPrimary([name]);
  const standing = shown.value(name);
  const moments = [parts.clock().getTime(), shown.at, standing === null ? 0 : momentOf(standing).getTime()];
  const moment = new Date(Math.max(...moments));
  await write(parts, { name, value: formatMoment(moment), until: longestFrom(parts, moment) });
}

/** By when the last token is over that could have been issued up to this moment, or belong to a session of it. */
function longestFrom({ maxTokenSeconds, issuerSkewSeconds }: Parts, moment: Date): Date {
  return new Date(moment.getTime() + (maxTokenSeconds + issuerSkewSeconds) * 1000);
}

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly until: Date;
}

async function write(parts: Parts, { name, value, until }: Entry): Promise<void> {
  const { services, clock, toleranceSeconds } = parts;
  const record: StoreRecord = { key: name, value, lifetimeMs: ttlMs(until, clock(), toleranceSeconds) };
  await revoking(parts, () => services.guard.write([record]));
}

/** Even a revocation that failed may be in force. */
async function revoking({ clean }: Parts, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } finally {
    clean.forget();
  }
}

function checked(claim: "sid" | "sub", id: string): string {
  if (typeof id !== "string" || id === "") throw new RangeError(`${claim} must be a string that isn't empty`);
  return id;
}
