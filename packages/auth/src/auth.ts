import type { JWK } from "jose";
import { createBlacklist, type Endable } from "./blacklist/blacklist.ts";
import { withBudget, withOwnBudget } from "./blacklist/budget.ts";
import type { SessionLedger, Witness } from "./blacklist/checkpoint.ts";
import type { Inspection } from "./blacklist/examine.ts";
import type { EndedBy } from "./blacklist/status.ts";
import type { Store } from "./blacklist/store.ts";
import type { StoreEvent } from "./blacklist/store-events.ts";
import { type Clock, systemUptime, type Uptime } from "./clock.ts";
import { type KeyRing, type PublicKeyRing, signingKeyOf } from "./keys/ring.ts";
import { type Explanation, explain } from "./session/explain.ts";
import {
  type IssuedToken,
  issueAccess,
  issuePair,
  openSession,
  type Session,
  type TokenPair,
} from "./session/issue.ts";
import { checkLifetimes, type Lifetimes } from "./session/lifetimes.ts";
import { reissue } from "./session/reissue.ts";
import { rotate, wouldRotate } from "./session/rotate.ts";
import { type Claims, checkSubject, type Expectation, isWithinLimits, type SignedClaims } from "./token/claims.ts";
import type { Kind } from "./token/header.ts";
import { createReader } from "./token/read.ts";
import { judgeTime } from "./token/time.ts";

export interface AuthOptions {
  /** `iss` of every token, and with it the audience unless one is given. */
  readonly issuer: string;
  readonly audience?: string;
  /** `aud` of refresh tokens, for no verifier to take one for an access token. Default: the audience and `/refresh`. */
  readonly refreshAudience?: string;
  /** `client_id` of access tokens (RFC 9068 §2.2). Default `curfew`. */
  readonly clientId?: string;
  /**
   * The ring in force now; asked anew for each token, so that keys can be rotated under a running process.
   * With public keys alone, what would sign rejects with `KeySetError` and changes nothing.
   */
  readonly keys: () => KeyRing | PublicKeyRing;
  readonly store: Store;
  readonly witness: Witness;
  readonly clock: Clock;
  /** Milliseconds that pass evenly, whatever the clock is set to. Default: the process's own. */
  readonly uptime?: Uptime;
  readonly lifetimes: Lifetimes;
  /** Hard deadline of an answer's questions to the blacklist, milliseconds. */
  readonly timeoutMs: number;
  /** 0: every status asks the store. Above: a status may rest on revocations so many milliseconds old. */
  readonly maxStalenessMs: number;
  readonly observe?: (event: StoreEvent) => void;
}

/**
 * Why a token is not accepted. `token_invalid` is everything that isn't properly ours, in one
 * uniform answer; the other two are said only of tokens we signed.
 */
export type Refusal =
  | { readonly ok: false; readonly code: "token_invalid" }
  | { readonly ok: false; readonly code: "token_expired"; readonly claims: SignedClaims }
  | {
      readonly ok: false;
      readonly code: "token_revoked";
      readonly claims: SignedClaims;
      readonly by: EndedBy | "reused" | "unissued";
    };

export type Verification = { readonly ok: true; readonly claims: Claims<"access"> } | Refusal;

/** `too_many_refreshes`: the session goes on, and may refresh again after so many seconds. */
export type Refresh =
  | { readonly ok: true; readonly pair: TokenPair; readonly claims: SignedClaims<"refresh"> }
  | { readonly ok: false; readonly code: "too_many_refreshes"; readonly retryAfterSeconds: number }
  | Refusal;

/**
 * Everything that can be done with a token. Methods that need the blacklist reject with `Unavailable`
 * if it can't be asked in time: never a pass, never a refusal.
 */
export interface Auth {
  /**
   * Plans a new session of a subject, born under what stands in the blacklist now. Nothing is
   * written. Rejects as `sign` does, so that nobody writes for a session that can't be signed; with `RangeError` for a subject that is not 1 to 200 visible ASCII characters.
   */
  open(subject: string): Promise<Session>;
  /** Signs a session's first pair of tokens. */
  sign(session: Session): Promise<TokenPair>;
  /** Signs one more access token for the session of verified claims. */
  signCopy(claims: Claims<"access">): Promise<IssuedToken>;
  /**
   * Signs the next pair for the session of verified claims under the epoch that `endSubject` gave, so that
   * this one session goes on. If it has ended, or another ending came after that one, the pair is dead on arrival.
   */
  resign(claims: Claims<"access">, epoch: string, ledger?: SessionLedger): Promise<TokenPair>;

  /**
   * Whether an access token may pass now: form → signature → claims → time → one question to the
   * blacklist. `latest` asks the store even where a bounded staleness is allowed.
   */
  verify(token: string, freshness?: "bounded" | "latest"): Promise<Verification>;
  /** What has ended the sessions of these claims by now, null for each that lives on; one question for all. */
  endedBy(sessions: readonly SignedClaims[]): Promise<readonly (EndedBy | null)[]>;
  /** The same under a deadline of its own: for streams, which go on when the request that opened them was answered. */
  judgeSessions(sessions: readonly SignedClaims[]): Promise<readonly (EndedBy | null)[]>;
  /** Whether we signed this, expired or not, however long it was made to live; asks nobody. Null: not ours. */
  read(token: string): Promise<SignedClaims | null>;
  /** Why a token is accepted or refused, step by step, for the operator's eyes. */
  explain(token: string, ledger?: SessionLedger): Promise<Explanation>;
  /**
   * Verifies a refresh token without using it up: whom a page may be rendered for whose browser renews afterwards.
   * Null if `rotate` would refuse it.
   */
  verifyRefresh(token: string, ledger?: SessionLedger): Promise<Claims<"access"> | null>;
  /** Exchanges a refresh token for its one successor. The ledger keeps beside the store which token is a session's newest. */
  rotate(token: string, ledger?: SessionLedger): Promise<Refresh>;

  /**
   * Runs work that may put several questions to the blacklist, such as the answering of a request: all
   * of them together keep the deadline that otherwise each of them has.
   */
  together<T>(work: () => Promise<T>): Promise<T>;

  /** Ends one access token, or the whole session if it is a refresh token (RFC 7009 §2.1). */
  revoke(claims: SignedClaims): Promise<void>;
  /** Ends sessions, tokens still to be minted included. */
  endSessions(sessions: readonly Endable[]): Promise<void>;
  /**
   * Ends every session of a subject, those that are opening included. Resolves with the epoch under
   * which those opened from now on are born. Name the sessions that are known: one that is just being
   * carried over another ending by `resign` would otherwise outlive this one.
   */
  endSubject(subject: string, sessions?: readonly Endable[]): Promise<string>;
  /** Ends every token of everyone. Resolves with the line in which sessions are born from now on. */
  endEverything(): Promise<string>;
  /**
   * Has every token refused that this key signed or will sign, on every instance, whatever the store loses. Sessions
   * opened from then on are signed with the next key of the ring. Rejects with `RangeError` for an unknown key.
   */
  banKey(keyId: string): Promise<void>;

  /** What the blacklist's store shows of itself, held against what it showed before; writes nothing. */
  inspect(): Promise<Inspection>;
  /** The other processes that are alive on the same witness, and whether they were told to use the same store. */
  instances(): Promise<readonly { readonly isSameStore: boolean }[]>;
  /** Takes the store that this process was told to use for the right one; everyone logs in again, unless it is the same one. */
  adoptStore(): Promise<void>;
  /** Resolves if revocation can be checked now. */
  ready(): Promise<void>;
  /**
   * The public keys that aren't banned (RFC 7517 §5). Rejects with `Unavailable` only until the witness has told once
   * which are.
   */
  jwks(): Promise<{ readonly keys: readonly JWK[] }>;
}

const CACHED_TOKENS = 10_000;

/** Throws `RangeError` on lifetimes or limits that make no sense. */
export function createAuth(options: AuthOptions): Auth {
  const { issuer, audience = issuer, clientId = "curfew", keys, store, witness, clock, timeoutMs } = options;
  const { maxStalenessMs, uptime = systemUptime, refreshAudience = `${audience}/refresh` } = options;
  const lifetimes = checkLifetimes(options.lifetimes);
  const { accessSeconds, refreshSeconds, sessionSeconds, toleranceSeconds } = lifetimes;
  const keyIds = () => [...keys().byId.keys()];
  const blacklist = createBlacklist({
    ...{ store, witness, clock, uptime, timeoutMs, maxStalenessMs, keyIds },
    ...{ toleranceSeconds, accessSeconds, sessionSeconds },
    observe: options.observe ?? (() => {}),
  });
  const audiences = { access: audience, refresh: refreshAudience };
  const minter = { keys, issuer, clientId, audiences, lifetimes };
  const common = { issuer, clientId, audienceBefore: audience, sessionSeconds };
  const expected: Readonly<Record<Kind, Expectation>> = {
    access: { ...common, audience, lifetimeSeconds: accessSeconds },
    refresh: { ...common, audience: refreshAudience, lifetimeSeconds: refreshSeconds },
  };
  const read = createReader({ keys, expected, cacheSize: CACHED_TOKENS });
  const rotationParts = (ledger: SessionLedger | undefined) => {
    return { blacklist, issuer: minter, clock, uptime, ledger: ledger ?? null };
  };

  /** A token of this kind that is ours, of this time, and lives no longer than is allowed now. */
  const readCurrent = async <K extends Kind>(token: string, kind: K, now: Date) => {
    const claims = await read(token);
    if (claims === null || !isKind(claims, kind) || !isWithinLimits(claims, expected[kind])) return INVALID;
    const time = judgeTime(claims, now, toleranceSeconds);
    if (time === "early") return INVALID;
    return time === "current"
      ? ({ ok: true, claims } as const)
      : ({ ok: false, code: "token_expired", claims } as const);
  };

  const endedBy = async (sessions: readonly SignedClaims[]) => {
    const statuses = await blacklist.checkSessions(sessions);
    return statuses.map((status) => (status.state === "revoked" ? status.by : null));
  };

  return {
    async open(subject) {
      const state = await withBudget(() => blacklist.issuance(checkSubject(subject)));
      // Before anything is written for a session whose tokens nobody here could sign.
      signingKeyOf(keys(), state.bannedKeys);
      return openSession(subject, state, clock(), lifetimes);
    },
    sign(session) {
      const { id: sessionId, subject, expiresAt: sessionExpiresAt, line, epoch, first, bannedKeys } = session;
      const claims = { sessionId, subject, sessionExpiresAt, line, epoch };
      return issuePair(minter, claims, { ...first, at: clock().getTime() }, bannedKeys);
    },
    signCopy: async (claims) => issueAccess(minter, claims, clock(), await blacklist.bannedKeys()),
    async resign(claims, epoch, ledger) {
      signingKeyOf(keys(), new Set());
      return withBudget(() => reissue(rotationParts(ledger), { ...claims, epoch }));
    },

    async verify(token, freshness = "bounded") {
      const current = await readCurrent(token, "access", clock());
      if (!current.ok) return current;
      const { claims } = current;
      const status = await withBudget(() => blacklist.check(claims, freshness));
      return status.state === "revoked" ? refusal(claims, status.by) : { ok: true, claims: claims as Claims<"access"> };
    },
    endedBy: (sessions) => withBudget(() => endedBy(sessions)),
    judgeSessions: (sessions) => withOwnBudget(() => endedBy(sessions)),
    read,
    explain(token, ledger) {
      return withBudget(() => explain({ ...rotationParts(ledger), keys, expected, toleranceSeconds }, token));
    },
    async verifyRefresh(token, ledger) {
      const current = await readCurrent(token, "refresh", clock());
      const isGood = current.ok && (await withBudget(() => wouldRotate(rotationParts(ledger), current.claims)));
      // Checked as an access token is, and more: it was not used up before.
      return isGood && current.ok ? ({ ...current.claims, kind: "access" } as unknown as Claims<"access">) : null;
    },
    async rotate(token, ledger) {
      // Before the token is used up for a successor that nobody here could sign.
      signingKeyOf(keys(), new Set());
      const current = await readCurrent(token, "refresh", clock());
      if (!current.ok) return current;
      const rotation = await withBudget(() => rotate(rotationParts(ledger), current.claims));
      if (rotation.ok) return rotation;
      if (rotation.by !== "limit") return refusal(current.claims, rotation.by);
      return { ok: false, code: "too_many_refreshes", retryAfterSeconds: rotation.retryAfterSeconds };
    },

    revoke(claims) {
      const { sessionId: id, sessionExpiresAt: expiresAt } = claims;
      return withBudget(() =>
        claims.kind === "access" ? blacklist.revokeToken(claims) : blacklist.revokeSessions([{ id, expiresAt }]),
      );
    },
    together: withBudget,
    endSessions: (sessions) => withBudget(() => blacklist.revokeSessions(sessions)),
    endSubject: (subject, sessions = []) => withBudget(() => blacklist.revokeSubject(subject, sessions)),
    endEverything: () => withBudget(blacklist.revokeAll),
    async banKey(keyId) {
      if (!keys().byId.has(keyId)) throw new RangeError("no key of this id is in the ring");
      await withBudget(() => blacklist.banKey(keyId));
    },
    inspect: () => withBudget(blacklist.inspect),
    instances: blacklist.instances,
    adoptStore: () => withBudget(blacklist.adoptStore),
    ready: () => withBudget(blacklist.ready),
    async jwks() {
      const banned = await blacklist.bannedKeys();
      const published = [...keys().byId.values()].filter(({ kid }) => !banned.has(kid));
      return { keys: published.map(({ publicJwk }) => publicJwk) };
    },
  };
}

const INVALID = { ok: false, code: "token_invalid" } as const;

/** Of a banned key nothing is told: whoever holds it signs what they like. */
function refusal(claims: SignedClaims, by: Extract<Refusal, { code: "token_revoked" }>["by"]): Refusal {
  return by === "key" ? INVALID : { ok: false, code: "token_revoked", claims, by };
}

function isKind<K extends Kind>(claims: SignedClaims, kind: K): claims is SignedClaims<K> {
  return claims.kind === kind;
}
