import type { Finding } from "../blacklist/examine.ts";
import type { RevocationStatus } from "../blacklist/status.ts";
import { type Expectation, isWithinLimits, type SignedClaims } from "../token/claims.ts";
import { checkExpiry } from "../token/expiry.ts";
import { checkSignature, type SignatureStep, type SignatureVerifierOptions } from "../token/verify-signature.ts";
import { readLedger, standingOf } from "./refresh-standing.ts";
import { type RefreshUse, useOf } from "./refresh-use.ts";
import { isPastGrace, type RotationParts } from "./rotate.ts";

/** Why a token is accepted or refused, step by step. Holds ids and times, never the token's text. */
export interface Explanation {
  readonly accepted: boolean;
  /** Each step that was taken; one that isn't ok is enough to be refused. */
  readonly steps: readonly ExplainedStep[];
  /** Null unless the token is ours. */
  readonly claims: SignedClaims | null;
  /** Every blacklist record that was asked. */
  readonly findings: readonly Finding[];
}

interface ExplainedStep {
  readonly step: SignatureStep | "limits" | "time" | "blacklist" | "use";
  readonly ok: boolean;
  readonly why: string;
}

export interface ExplainParts extends Omit<RotationParts, "uptime">, Omit<SignatureVerifierOptions, "cacheSize"> {
  readonly toleranceSeconds: number;
}

/** What is said of a step of the reading, passed or failed; in the order of the steps. */
const READING: Readonly<Record<SignatureStep, { readonly passed: string; readonly failed: string }>> = {
  form: {
    passed: "three canonical base64url segments of at most 4096 bytes",
    failed: "not three canonical base64url segments of at most 4096 bytes",
  },
  header: {
    passed: "exactly alg, kid and typ, as we write them",
    failed: "not exactly alg, kid and typ, as we write them",
  },
  key: {
    passed: "the key is in the ring, for this algorithm",
    failed: "no key of this id and algorithm is in the ring",
  },
  signature: { passed: "the signature is the key's", failed: "the signature is not the key's" },
  claims: {
    passed: "all claims are there, for this issuer and audience",
    failed: "a claim is missing or malformed, or of another issuer, audience or client",
  },
};

const TIME = {
  early: "its issuing time is in the future",
  current: "it has begun and not ended",
  expired: "it has expired",
} as const;

const USE: Readonly<Record<RefreshUse, { readonly ok: boolean; readonly why: string }>> = {
  current: { ok: true, why: "it is the newest of its session" },
  predecessor: { ok: true, why: "it was used last, and may be repeated still: its one successor is given again" },
  used: { ok: false, why: "it was used: to present it again ends the session" },
  unissued: { ok: false, why: "it is not one that was given out in its session" },
};

/** Takes the walk of `verify` (and of `rotate`, for a refresh token) and writes down each step. */
export async function explain(parts: ExplainParts, token: string): Promise<Explanation> {
  const reading = await checkSignature(token, parts);
  const steps: ExplainedStep[] = readingSteps(reading.ok ? null : reading.failed);
  if (!reading.ok) return { accepted: false, steps, claims: null, findings: [] };

  const { claims } = reading;
  steps.push(limitsStep(claims, parts.expected[claims.kind]), timeStep(claims, parts));
  const { status, refresh, findings } = await parts.blacklist.examine(claims);
  steps.push(blacklistStep(status));
  if (isRefresh(claims)) steps.push(await useStep(parts, claims, refresh));
  return { accepted: steps.every(({ ok }) => ok), steps, claims, findings };
}

function limitsStep(claims: SignedClaims, expected: Expectation): ExplainedStep {
  return isWithinLimits(claims, expected)
    ? { step: "limits", ok: true, why: "it lives no longer than the settings allow" }
    : { step: "limits", ok: false, why: "it lives longer than the settings allow now" };
}

function timeStep(claims: SignedClaims, { clock, toleranceSeconds }: ExplainParts): ExplainedStep {
  const time = checkExpiry(claims, clock(), toleranceSeconds);
  return { step: "time", ok: time === "current", why: TIME[time] };
}

function blacklistStep(status: RevocationStatus | null): ExplainedStep {
  const why = status === null ? "the store doesn't show what it has to, so nobody passes" : sentenceOf(status);
  return { step: "blacklist", ok: status?.state === "clean", why };
}

function sentenceOf(status: RevocationStatus): string {
  return status.state === "clean" ? "nothing stands against it" : `revoked by its ${status.by}`;
}

/** What a refresh token could still be exchanged for. */
async function useStep(
  { ledger, clock, issuer }: ExplainParts,
  claims: SignedClaims<"refresh">,
  text: string | null,
): Promise<ExplainedStep> {
  const entry = await readLedger(ledger, claims);
  if (entry === "gone") return { step: "use", ok: false, why: "its session is not there any more" };
  const standing = standingOf(text, entry);
  const use = useOf(claims, standing);
  const isOver = use === "predecessor" && isPastGrace(standing, clock(), issuer);
  return { step: "use", ...USE[isOver ? "used" : use] };
}

function readingSteps(failedAt: SignatureStep | null): ExplainedStep[] {
  const all = Object.keys(READING) as SignatureStep[];
  const taken = failedAt === null ? all : all.slice(0, all.indexOf(failedAt) + 1);
  return taken.map((step) => {
    const isPassed = step !== failedAt;
    return { step, ok: isPassed, why: isPassed ? READING[step].passed : READING[step].failed };
  });
}

function isRefresh(claims: SignedClaims): claims is SignedClaims<"refresh"> {
  return claims.kind === "refresh";
}
