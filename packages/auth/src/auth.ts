import type { JWK } from "jose";
import { createBlacklist, type Endable, type Inspection } from "./blacklist/blacklist.ts";
import { withBudget, withOwnBudget } from "./blacklist/budget.ts";
import type { StoreEvent } from "./blacklist/gate.ts";
import type { Store } from "./blacklist/store.ts";
import type { EndedBy } from "./blacklist/verdict.ts";
import type { Witness } from "./blacklist/witness.ts";
import type { Clock } from "./clock.ts";
import { type KeyRing, type PublicKeyRing, signingKeyOf } from "./keys/ring.ts";
import { randomId } from "./random.ts";
import {
  type IssuedToken,
  issuePair,
  issueToken,
  openSession,
  planPair,
  type Session,
  type TokenPair,
} from "./session/issue.ts";
import { checkLifetimes, type Lifetimes } from "./session/lifetimes.ts";
import { type Rotation, rotate } from "./session/rotate.ts";
import { type Claims, checkSubject, type SignedClaims } from "./token/claims.ts";
import { type Explanation, explain } from "./token/explain.ts";
import type { Kind } from "./token/header.ts";
import { createReader } from "./token/read.ts";
import { judgeTime } from "./token/time.ts";

export interface AuthOptions {
  /** `iss` of every token, and with it the audience unless one is given. */
  readonly issuer: string;
  readonly audience?: string;
  /**
   * The ring in force now; asked anew for each token, so that keys can be rotated under a running process.
   * With public keys alone, what would sign rejects with `KeySetError` and changes nothing.
   */
  readonly keys: () => KeyRing | PublicKeyRing;
  readonly store: Store;
  readonly witness: Witness;
  readonly clock: Clock;
  readonly lifetimes: Lifetimes;
  /** Hard deadline of an answer's questions to the blacklist, milliseconds. */
  readonly timeoutMs: number;
  /** 0: every verdict asks the store. Above: a verdict may rest on revocations so many milliseconds old. */
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
      readonly by: EndedBy | "reused";
    };

export type Verification = { readonly ok: true; readonly claims: Claims<"access"> } | Refusal;
export type Refresh = Extract<Rotation, { ok: true }> | Refusal;

/**
 * Everything that can be done with a token. Methods that need the blacklist reject with `Unavailable`
 * if it can't be asked in time: never a pass, never a refusal.
 */
export interface Auth {
  /**
   * Plans a new session of a subject, born under the marks that stand in the blacklist now. Nothing is
   * written. Rejects with `RangeError` for a subject that is not 1 to 200 visible ASCII characters.
   */
  open(subject: string): Promise<Session>;
  /** Signs a session's first pair of tokens. */
  sign(session: Session): Promise<TokenPair>;
  /** Signs one more access token for the session of verified claims. */
  signCopy(claims: Claims<"access">): Promise<IssuedToken>;
  /**
   * Signs a new pair for the session of verified claims under the epoch that `endSubject` gave, so that
   * this one session goes on. If another ending came after that one, the pair is dead on arrival.
   */
  resign(claims: Claims<"access">, epoch: string): Promise<TokenPair>;

  /**
   * Whether an access token may pass now: form → signature → claims → time → one question to the
   * blacklist. `latest` asks the store even where a bounded staleness is allowed.
   */
  verify(token: string, freshness?: "bounded" | "latest"): Promise<Verification>;
  /**
   * What has ended the sessions of these claims by now, null for each that lives on; one question for
   * all. For streams, which may outlive the access token that opened them.
   */
  judgeSessions(sessions: readonly SignedClaims[]): Promise<readonly (EndedBy | null)[]>;
  /** Whether we signed this, expired or not; asks nobody. Null: not ours. */
  read(token: string): Promise<SignedClaims | null>;
  /** Why a token is accepted or refused, step by step, for the operator's eyes. */
  explain(token: string): Promise<Explanation>;
  /**
   * Verifies a refresh token without using it up: whom a page may be rendered for whose browser renews afterwards.
   * Null if `rotate` would refuse it, or if that can't be told now.
   */
  verifyRefresh(token: string): Promise<Claims<"access"> | null>;
  /** Exchanges a refresh token for its one successor. */
  rotate(token: string): Promise<Refresh>;

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
  /** Ends every token of everyone. Resolves with the generation under which those opened from now on are born. */
  endEverything(): Promise<string>;

  /** What the blacklist's store shows of itself; writes nothing. Null: it was never used, or has forgotten that it was. */
  inspect(): Promise<Inspection | null>;
  /** Resolves if revocation can be checked now. */
  ready(): Promise<void>;
  /** The public keys (RFC 7517 §5). */
  jwks(): { readonly keys: readonly JWK[] };
}

const CACHED_TOKENS = 10_000;

/** Throws `RangeError` on lifetimes or limits that make no sense. */
export function createAuth(options: AuthOptions): Auth {
  const { issuer, audience = issuer, keys, store, witness, clock, timeoutMs, maxStalenessMs } = options;
  const lifetimes = checkLifetimes(options.lifetimes);
  const { accessSeconds, refreshSeconds, sessionSeconds, toleranceSeconds, graceSeconds } = lifetimes;
  const observe = options.observe ?? (() => {});
  const blacklist = createBlacklist({
    ...{ store, witness, clock, timeoutMs, maxStalenessMs, observe },
    ...{ toleranceSeconds, accessSeconds, sessionSeconds },
  });
  const minter = { keys, issuer, audience, lifetimes };
  const expected = {
    access: { issuer, audience, lifetimeSeconds: accessSeconds, sessionSeconds },
    refresh: { issuer, audience, lifetimeSeconds: refreshSeconds, sessionSeconds },
  };
  const read = createReader({ keys, expected, cacheSize: CACHED_TOKENS });

  /** A token of this kind that is ours and of this time. */
  const readCurrent = async <K extends Kind>(token: string, kind: K, now: Date) => {
    const claims = await read(token);
    if (claims === null || !isKind(claims, kind)) return INVALID;
    const time = judgeTime(claims, now, toleranceSeconds);
    if (time === "early") return INVALID;
    return time === "current"
      ? ({ ok: true, claims } as const)
      : ({ ok: false, code: "token_expired", claims } as const);
  };

  const explained = (token: string) =>
    explain({ keys, expected, blacklist, clock, toleranceSeconds, graceSeconds }, token);

  return {
    async open(subject) {
      const marks = await withBudget(() => blacklist.birthmarks(checkSubject(subject)));
      return openSession(subject, marks, clock(), lifetimes);
    },
    sign(session) {
      return issuePair(minter, marksOf(session), planPair(clock()));
    },
    signCopy(claims) {
      return issueToken(minter, claims, { kind: "access", tokenId: randomId(), at: clock().getTime() });
    },
    resign(claims, epoch) {
      return issuePair(minter, { ...claims, epoch }, planPair(clock()));
    },

    async verify(token, freshness = "bounded") {
      const current = await readCurrent(token, "access", clock());
      if (!current.ok) return current;
      const { claims } = current;
      const verdict = await withBudget(() => blacklist.judge(claims, freshness));
      if (verdict.state === "revoked") return { ok: false, code: "token_revoked", claims, by: verdict.by };
      return { ok: true, claims: claims as Claims<"access"> };
    },
    async judgeSessions(sessions) {
      const verdicts = await withOwnBudget(() => blacklist.judgeSessions(sessions));
      return verdicts.map((verdict) => (verdict.state === "revoked" ? verdict.by : null));
    },
    read,
    explain: explained,
    async verifyRefresh(token) {
      const { accepted, claims } = await withBudget(() => explained(token));
      // Checked as an access token is, and more: it was not used up before.
      return accepted && claims?.kind === "refresh" ? ({ ...claims, kind: "access" } as Claims<"access">) : null;
    },
    async rotate(token) {
      // Before the token is used up for a successor that nobody here could sign.
      signingKeyOf(keys());
      const now = clock();
      const current = await readCurrent(token, "refresh", now);
      if (!current.ok) return current;
      const rotation = await withBudget(() => rotate({ blacklist, issuer: minter }, current.claims, now));
      return rotation.ok ? rotation : { ...rotation, code: "token_revoked", claims: current.claims };
    },

    revoke(claims) {
      const { sessionId: id, sessionExpiresAt: expiresAt } = claims;
      return withBudget(() =>
        claims.kind === "access" ? blacklist.endToken(claims) : blacklist.endSessions([{ id, expiresAt }]),
      );
    },
    together: withBudget,
    endSessions: (sessions) => withBudget(() => blacklist.endSessions(sessions)),
    endSubject: (subject, sessions = []) => withBudget(() => blacklist.endSubject(subject, sessions)),
    endEverything: () => withBudget(blacklist.endEverything),
    inspect: blacklist.inspect,
    ready: () => withBudget(blacklist.ready),
    jwks() {
      return { keys: [...keys().byId.values()].map((key) => key.publicJwk) };
    },
  };
}

const INVALID = { ok: false, code: "token_invalid" } as const;

function isKind<K extends Kind>(claims: SignedClaims, kind: K): claims is SignedClaims<K> {
  return claims.kind === kind;
}

function marksOf(session: Session) {
  const { id: sessionId, subject, expiresAt: sessionExpiresAt, generation, epoch } = session;
  return { sessionId, subject, sessionExpiresAt, generation, epoch };
}
