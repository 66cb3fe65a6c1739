import { StoreError } from "../blacklist/store.ts";
import { Unavailable } from "../errors.ts";
import type { SignedClaims } from "../token/claims.ts";
import { issuePair, planPair, type TokenPair } from "./issue.ts";
import { exchangesIn } from "./refresh-limit.ts";
import { formatRefreshRecord, stateOf } from "./refresh-record.ts";
import { raiseLedger, readLedger, standingOf } from "./refresh-standing.ts";
import type { RotationParts } from "./rotate.ts";

const TRIES = 5;

const NO_ROW = { row: null, isKept: false };

/**
 * Issues the next pair of a session that goes on under a new epoch: by the same step as a refresh, so that the two can
 * race. If the session has ended, or another ending came after the one that gave this epoch, the pair is dead on arrival.
 */
export async function reissue(parts: RotationParts, claims: SignedClaims<"access">): Promise<TokenPair> {
  const { blacklist, clock, issuer, ledger } = parts;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [text, entry] = await Promise.all([blacklist.readRefresh(claims.sessionId), readLedger(ledger, claims)]);
    const { record, row, newest, isKept } = standingOf(text, entry === "gone" ? NO_ROW : entry);
    const now = clock();
    const plan = planPair((newest?.ordinal ?? (isKept ? 0 : 1)) + 1, now);
    const state = stateOf(plan, newest?.tokenId ?? null);
    const value = formatRefreshRecord({ ...state, answeredAt: null, ...exchangesIn(record, now) });
    const until = new Date(
      Math.min(now.getTime() + issuer.lifetimes.refreshSeconds * 1000, claims.sessionExpiresAt.getTime()),
    );
    const answer = await blacklist.replaceRefresh(claims, { expected: text, value, until });
    if (answer.record !== value) continue;
    const raised = entry === "gone" ? null : await raiseLedger(ledger, claims.sessionId, row, state);
    const isOvertaken = raised !== null && raised.tokenId !== plan.refreshId;
    if (!isOvertaken) return issuePair(issuer, claims, plan, answer.bannedKeys);
  }
  throw new Unavailable("blacklist", new StoreError("the session's tokens keep changing"));
}
