import { z } from "zod";
import type { Blacklist, TokenUse } from "../blacklist/blacklist.ts";
import { StoreError } from "../blacklist/store.ts";
import type { EndedBy } from "../blacklist/verdict.ts";
import type { SignedClaims } from "../token/claims.ts";
import { Unavailable } from "../unavailable.ts";
import { type Issuer, issuePair, type PairPlan, planPair, type TokenPair } from "./issue.ts";

export interface RotationParts {
  readonly blacklist: Blacklist;
  readonly issuer: Issuer;
}

/** `reused`: a token that had long been used was presented, and its session was ended for it. */
export type Rotation =
  | {
      readonly ok: true;
      readonly pair: TokenPair;
      readonly claims: SignedClaims<"refresh">;
      /** To be called when everything else is done, before the pair is handed out; an outage doesn't make it reject. */
      answered(at: Date): Promise<void>;
    }
  | { readonly ok: false; readonly by: EndedBy | "reused" };

/**
 * Exchanges a refresh token for its one successor (RFC 9700 §4.14.2). Which successor is settled by a
 * single atomic write: whoever comes second, at the same moment or after a lost answer, is given the
 * same one. The grace runs from the first answer, not from that write: a rotation whose answer
 * never left this process can be repeated at any time.
 */
export async function rotate(parts: RotationParts, claims: SignedClaims<"refresh">, now: Date): Promise<Rotation> {
  const { verdict, use } = await parts.blacklist.judgeRefresh(claims);
  if (verdict.state === "revoked") return refused(parts, claims, { by: verdict.by, use, now });
  if (use.successor !== null) return repeat(parts, claims, use, now);
  const standing = await parts.blacklist.claimRotation(claims, JSON.stringify(planPair(now)));
  return succeed(parts, claims, parsePlan(standing));
}

/**
 * A subject's ending may spare one session, which goes on under a new epoch. A used token of its past
 * betrays a thief as well as one of its present.
 */
async function refused(
  parts: RotationParts,
  claims: SignedClaims<"refresh">,
  { by, use, now }: { readonly by: EndedBy; readonly use: TokenUse; readonly now: Date },
): Promise<Rotation> {
  const isPast = by === "subject" && use.successor !== null;
  if (isPast && (await endedByUse(graced(parts), claims, { use, now })) === "reused") return endReused(parts, claims);
  return { ok: false, by };
}

function graced({ blacklist, issuer }: RotationParts) {
  return { blacklist, graceSeconds: issuer.lifetimes.graceSeconds };
}

async function endReused({ blacklist }: RotationParts, claims: SignedClaims<"refresh">): Promise<Rotation> {
  await blacklist.endSessions([{ id: claims.sessionId, expiresAt: claims.sessionExpiresAt }]);
  return { ok: false, by: "reused" };
}

/** The token was used before. */
async function repeat(
  parts: RotationParts,
  claims: SignedClaims<"refresh">,
  use: TokenUse,
  now: Date,
): Promise<Rotation> {
  const plan = parsePlan(use.successor);
  const by = await endedByUse(graced(parts), claims, { use, now });
  if (by === "reused") return endReused(parts, claims);
  return by === null ? succeed(parts, claims, plan) : { ok: false, by };
}

/**
 * What ends a token that was used before; null if to present it is but the repetition of an exchange.
 * Only the immediate predecessor may repeat: once its successor was used too, it is an old token.
 */
export async function endedByUse(
  { blacklist, graceSeconds }: { readonly blacklist: Blacklist; readonly graceSeconds: number },
  claims: SignedClaims<"refresh">,
  { use, now }: { readonly use: TokenUse; readonly now: Date },
): Promise<EndedBy | "reused" | null> {
  const { successor, answeredAt } = use;
  if (answeredAt !== null && now.getTime() - parseTime(answeredAt) > graceSeconds * 1000) return "reused";
  const next = await blacklist.successorOf(claims, parsePlan(successor).refresh);
  if (next.successor !== null) return "reused";
  // A store that has forgotten since it was asked first shows no successor either.
  return next.verdict.state === "revoked" ? next.verdict.by : null;
}

async function succeed(parts: RotationParts, claims: SignedClaims<"refresh">, plan: PairPlan): Promise<Rotation> {
  const pair = await issuePair(parts.issuer, claims, plan);
  return {
    ok: true,
    pair,
    claims,
    async answered(at) {
      // Should this be lost, the token stays repeatable until its successor is used: no more is at stake.
      await parts.blacklist.noteAnswered(claims, at).catch(ignoreUnavailable);
    },
  };
}

function ignoreUnavailable(cause: unknown): void {
  if (!(cause instanceof Unavailable)) throw cause;
}

const planSchema = z.strictObject({ access: z.string().min(22), refresh: z.string().min(22), at: z.int().positive() });

function parsePlan(text: string | null): PairPlan {
  try {
    return planSchema.parse(JSON.parse(text ?? ""));
  } catch {
    throw new Unavailable("blacklist", new StoreError("a rotation record is malformed"));
  }
}

function parseTime(text: string): number {
  if (!/^\d{1,16}$/.test(text)) throw new Unavailable("blacklist", new StoreError("an answer record is malformed"));
  return Number(text);
}
