import type { SessionLedger } from "../blacklist/checkpoint.ts";
import { withDeadline, withOwnDeadline } from "../blacklist/deadline.ts";
import type { RevokedBy } from "../blacklist/status.ts";
import { type Claims, isWithinLimits, type SignedClaims } from "../token/claims.ts";
import type { CustomClaims } from "../token/custom-claims.ts";
import { checkExpiry } from "../token/expiry.ts";
import type { Kind } from "../token/header.ts";
import { type Explanation, explain } from "./explain.ts";
import { wouldRotate } from "./rotate.ts";
import { type AuthServices, rotationParts } from "./services.ts";

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
      readonly by: RevokedBy | "reused" | "unissued";
    };

export type Verification<C extends CustomClaims = CustomClaims> =
  | {
      readonly ok: true;
      readonly claims: Claims<"access", C>;
      /** How old the revocations were that this rests on, milliseconds; 0: the store was asked. */
      readonly evidenceAgeMs: number;
    }
  | Refusal;

export interface VerifyOptions {
  /**
   * How old the revocations may be that the answer rests on, milliseconds; 0 asks the store. Default, and the most:
   * what `createAuth` was given.
   */
  readonly maxStalenessMs?: number;
}

/** Judges tokens. Whatever needs the blacklist rejects with `Unavailable` if it can't be asked in time. */
export interface Verifier<C extends CustomClaims = CustomClaims> {
  /**
   * Verifies that an access token may pass now: form, header, signature, claims, time, and one question to the
   * blacklist.
   */
  verify(token: string, options?: VerifyOptions): Promise<Verification<C>>;
  /** Tells whether we signed this, expired or not, however long it was made to live; asks nobody. Null: not ours. */
  verifySignature(token: string): Promise<SignedClaims<Kind, C> | null>;
  /**
   * Verifies a refresh token without using it up: whom a page may be rendered for whose browser renews afterwards.
   * Null if `rotate` would refuse it.
   */
  verifyRefresh(token: string, ledger?: SessionLedger): Promise<Claims<"access", C> | null>;
  /** Tells what has ended the sessions of these claims by now, null for each that lives on; one question for all. */
  revokedBy(sessions: readonly SignedClaims[]): Promise<readonly (RevokedBy | null)[]>;
  /** The same under a deadline of its own: for streams, which go on when the request that opened them was answered. */
  checkSessions(sessions: readonly SignedClaims[]): Promise<readonly (RevokedBy | null)[]>;
  /** Explains to an operator, step by step, why a token is accepted or refused. */
  explain(token: string, ledger?: SessionLedger): Promise<Explanation>;
}

/** Creates the part of an `Auth` that judges tokens. */
export function createVerifier(services: AuthServices): Verifier {
  const { blacklist, verifySignature, keys, expected, customClaims, lifetimes } = services;
  const { toleranceSeconds } = lifetimes;
  const revokedBy = async (sessions: readonly SignedClaims[]) => {
    const statuses = await blacklist.checkSessions(sessions);
    return statuses.map((status) => (status.state === "revoked" ? status.by : null));
  };
  return {
    async verify(token, { maxStalenessMs = Number.POSITIVE_INFINITY } = {}) {
      const current = await verifyCurrent(services, token, "access");
      if (!current.ok) return current;
      const { claims } = current;
      const { status, evidenceAgeMs } = await withDeadline(() => blacklist.check(claims, maxStalenessMs));
      if (status.state === "revoked") return refusal(claims, status.by);
      return { ok: true, claims: claims as Claims<"access">, evidenceAgeMs };
    },
    verifySignature,
    async verifyRefresh(token, ledger) {
      const current = await verifyCurrent(services, token, "refresh");
      const isGood =
        current.ok && (await withDeadline(() => wouldRotate(rotationParts(services, ledger), current.claims)));
      // Checked as an access token is, and more: it was not used up before.
      return isGood && current.ok ? ({ ...current.claims, kind: "access" } as unknown as Claims<"access">) : null;
    },
    revokedBy: (sessions) => withDeadline(() => revokedBy(sessions)),
    checkSessions: (sessions) => withOwnDeadline(() => revokedBy(sessions)),
    explain: (token, ledger) =>
      withDeadline(() =>
        explain({ ...rotationParts(services, ledger), keys, expected, customClaims, toleranceSeconds }, token),
      ),
  };
}

type Current<K extends Kind> = { readonly ok: true; readonly claims: SignedClaims<K> } | Refusal;

/** Verifies everything but the blacklist: a token of this kind, ours, of this time, and no longer-lived than is allowed now. */
export async function verifyCurrent<K extends Kind>(
  { verifySignature, expected, clock, lifetimes }: AuthServices,
  token: string,
  kind: K,
): Promise<Current<K>> {
  const now = clock();
  const claims = await verifySignature(token);
  if (claims === null || !isKind(claims, kind) || !isWithinLimits(claims, expected[kind])) return INVALID;
  const time = checkExpiry(claims, now, lifetimes.toleranceSeconds);
  if (time === "early") return INVALID;
  return time === "current" ? { ok: true, claims } : { ok: false, code: "token_expired", claims };
}

const INVALID = { ok: false, code: "token_invalid" } as const;

/** Words a refusal. Of a banned key nothing is told: its thief signs whatever they like. */
export function refusal(claims: SignedClaims, by: Extract<Refusal, { code: "token_revoked" }>["by"]): Refusal {
  return by === "key" ? INVALID : { ok: false, code: "token_revoked", claims, by };
}

function isKind<K extends Kind>(claims: SignedClaims, kind: K): claims is SignedClaims<K> {
  return claims.kind === kind;
}
