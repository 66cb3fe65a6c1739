import type { Blacklist, Finding, TokenUse } from "../blacklist/blacklist.ts";
import type { Clock } from "../clock.ts";
import { endedByUse } from "../session/rotate.ts";
import type { SignedClaims } from "./claims.ts";
import { type ReaderOptions, type ReadingStep, readToken } from "./read.ts";
import { judgeTime } from "./time.ts";

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
  readonly step: ReadingStep | "time" | "blacklist" | "use";
  readonly ok: boolean;
  readonly why: string;
}

export interface ExplainParts extends Pick<ReaderOptions, "keys" | "expected"> {
  readonly blacklist: Blacklist;
  readonly clock: Clock;
  readonly toleranceSeconds: number;
  readonly graceSeconds: number;
}

const READING: Readonly<Record<ReadingStep, readonly [passed: string, failed: string]>> = {
  form: [
    "three canonical base64url segments of at most 4096 bytes",
    "not three canonical base64url segments of at most 4096 bytes",
  ],
  header: ["exactly alg, kid and typ, as we write them", "not exactly alg, kid and typ, as we write them"],
  key: ["the key is in the ring, for this algorithm", "no key of this id and algorithm is in the ring"],
  signature: ["the signature is the key's", "the signature is not the key's"],
  claims: [
    "all claims are there, for this issuer and audience",
    "a claim is missing, malformed, of another issuer or audience, or spans too long",
  ],
};

const TIME = {
  early: "its issuing time is in the future",
  current: "it has begun and not ended",
  expired: "it has expired",
} as const;

/** Takes the walk of `verify` (and of `rotate`, for a refresh token) and writes down each step. */
export async function explain(parts: ExplainParts, token: string): Promise<Explanation> {
  const reading = await readToken(token, parts);
  const steps: ExplainedStep[] = readingSteps(reading.ok ? null : reading.failed);
  if (!reading.ok) return { accepted: false, steps, claims: null, findings: [] };

  const { claims } = reading;
  const now = parts.clock();
  const time = judgeTime(claims, now, parts.toleranceSeconds);
  steps.push({ step: "time", ok: time === "current", why: TIME[time] });
  const { verdict, use, findings } = await parts.blacklist.examine(claims);
  const isClean = verdict.state === "clean";
  const why = isClean ? "nothing stands against it" : `revoked by its ${verdict.by}`;
  steps.push({ step: "blacklist", ok: isClean, why });
  if (isRefresh(claims)) steps.push(await useStep(parts, claims, { use, now }));
  return { accepted: steps.every(({ ok }) => ok), steps, claims, findings };
}

/** What a refresh token could still be exchanged for. */
async function useStep(
  parts: ExplainParts,
  claims: SignedClaims<"refresh">,
  { use, now }: { readonly use: TokenUse; readonly now: Date },
): Promise<ExplainedStep> {
  if (use.successor === null) return { step: "use", ok: true, why: "it was not used yet" };
  if ((await endedByUse(parts, claims, { use, now })) === "reused")
    return { step: "use", ok: false, why: "it was used: to present it again ends the session" };
  return { step: "use", ok: true, why: "it was used, and may be repeated still: its one successor is given again" };
}

function readingSteps(failedAt: ReadingStep | null) {
  const all = Object.entries(READING) as [ReadingStep, readonly [string, string]][];
  const end = failedAt === null ? all.length : all.findIndex(([step]) => step === failedAt) + 1;
  return all.slice(0, end).map(([step, [passed, failed]]) => {
    return { step, ok: step !== failedAt, why: step === failedAt ? failed : passed };
  });
}

function isRefresh(claims: SignedClaims): claims is SignedClaims<"refresh"> {
  return claims.kind === "refresh";
}
