import type { RevocationList } from "../blacklist/blacklist.ts";
import type { RefreshState, SessionLedger } from "../blacklist/checkpoint.ts";
import type { RefreshReplaced } from "../blacklist/refresh.ts";
import type { RevokedBy } from "../blacklist/status.ts";
import { StoreError } from "../blacklist/store.ts";
import type { Clock, Uptime } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import type { SignedClaims } from "../token/claims.ts";
import { type Issuer, issuePair, type PairPlan, planPair, type TokenPair } from "./issue.ts";
import { recordOfBefore } from "./refresh-before.ts";
import { exchangesIn, waitSeconds } from "./refresh-limit.ts";
import { formatRefreshRecord, planOf, type RefreshRecord, stateOf } from "./refresh-record.ts";
import { type RefreshStanding, raiseLedger, readLedger, standingOf } from "./refresh-standing.ts";
import { useOf } from "./refresh-use.ts";

export interface RotationParts {
  readonly blacklist: RevocationList;
  readonly issuer: Issuer;
  readonly clock: Clock;
  readonly uptime: Uptime;
  /** Null: sessions have no rows, and the store alone says which token is the newest. */
  readonly ledger: SessionLedger | null;
}

/**
 * `reused`: a token that had long been used was presented, and its session was ended for it. `unissued`: nobody gave
 * this token out, though it is signed with our key.
 */
export type Rotation =
  | { readonly ok: true; readonly pair: TokenPair; readonly claims: SignedClaims<"refresh"> }
  | { readonly ok: false; readonly by: RevokedBy | "reused" | "unissued" }
  | { readonly ok: false; readonly by: "limit"; readonly retryAfterSeconds: number };

/** The record was changed meanwhile: this is what stands there now. */
interface Again {
  readonly again: string | null;
}

const TRIES = 5;

/**
 * Exchanges a refresh token for its one successor (RFC 9700 §4.14.2). Which successor is settled by a single
 * compare-and-set: whoever comes second, at the same moment or after a lost answer, is given the same one. Before it is
 * handed out the session's row names it too. The grace runs from the first answer, by the store's time: a rotation
 * whose answer never left this process can be repeated at any time.
 */
export async function rotate(parts: RotationParts, claims: SignedClaims<"refresh">): Promise<Rotation> {
  const { blacklist, ledger } = parts;
  const [check, entry] = await Promise.all([blacklist.checkRefresh(claims), readLedger(ledger, claims)]);
  if (check.status.state === "revoked" && (entry === "gone" || check.status.by !== "subject")) {
    return { ok: false, by: check.status.by };
  }
  if (entry === "gone") return { ok: false, by: "session" };
  let standing = standingOf(check.record, entry, recordOfBefore(claims, check.before) ?? undefined);
  if (check.status.state === "revoked") return refuseOutdated(parts, claims, standing);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const step = await exchange(parts, claims, standing);
    if (!("again" in step)) return step;
    standing = standingOf(step.again, entry);
  }
  throw new Unavailable("blacklist", new StoreError("the session's tokens keep changing"));
}

/**
 * Tells whether a refresh token would be exchanged now. Uses nothing up, and ends nothing. The end of a grace, which runs by
 * the store's time, is judged by this process's clock.
 */
export async function wouldRotate(parts: RotationParts, claims: SignedClaims<"refresh">): Promise<boolean> {
  const { blacklist, ledger, clock, issuer } = parts;
  const [check, entry] = await Promise.all([blacklist.checkRefresh(claims), readLedger(ledger, claims)]);
  if (check.status.state === "revoked" || entry === "gone") return false;
  const standing = standingOf(check.record, entry, recordOfBefore(claims, check.before) ?? undefined);
  const use = useOf(claims, standing);
  if (use === "predecessor") return !isPastGrace(standing, clock(), issuer);
  return use === "current" && waitSeconds(standing.record, clock()) === 0;
}

/** Tells whether it is too late to repeat the exchange of the newest token's predecessor, by this clock. */
export function isPastGrace(standing: RefreshStanding, now: Date, issuer: Issuer): boolean {
  const { newest } = standing;
  return newest !== null && isGraceOver(recordOf(standing, newest, now), now.getTime(), issuer);
}

async function exchange(
  parts: RotationParts,
  claims: SignedClaims<"refresh">,
  standing: RefreshStanding,
): Promise<Rotation | Again> {
  const { newest } = standing;
  switch (useOf(claims, standing)) {
    case "unissued":
      return { ok: false, by: "unissued" };
    case "used":
      return endReused(parts, claims);
    case "predecessor":
      return newest === null ? { ok: false, by: "unissued" } : repeat(parts, claims, standing, newest);
    case "current":
      return advance(parts, claims, standing);
  }
}

/** Gives the newest token its successor. */
async function advance(
  parts: RotationParts,
  claims: SignedClaims<"refresh">,
  standing: RefreshStanding,
): Promise<Rotation | Again> {
  const now = parts.clock();
  const retryAfterSeconds = waitSeconds(standing.record, now);
  if (retryAfterSeconds > 0) return { ok: false, by: "limit", retryAfterSeconds };
  const plan = planPair((standing.newest?.ordinal ?? claims.ordinal) + 1, now);
  const state = stateOf(plan, claims.tokenId);
  const record = { ...state, answeredAt: null, ...exchangesIn(standing.record, now) };
  const answer = await replace(parts, claims, standing, record);
  if (answer.status.state === "revoked") return { ok: false, by: answer.status.by };
  return answer.isPut ? handOut(parts, claims, { standing, record, plan, answer }) : { again: answer.record };
}

/**
 * The token was used before. Only the immediate predecessor comes here, and only within the grace it may repeat its
 * exchange. A record that was lost is put again as the row has it.
 */
async function repeat(
  parts: RotationParts,
  claims: SignedClaims<"refresh">,
  standing: RefreshStanding,
  newest: RefreshState,
): Promise<Rotation | Again> {
  const plan = planOf(newest);
  if (plan === null) return { ok: false, by: "unissued" };
  const record = recordOf(standing, newest, parts.clock());
  const answer = await replace(parts, claims, standing, record);
  if (answer.status.state === "revoked") return { ok: false, by: answer.status.by };
  if (!answer.isPut) return { again: answer.record };
  if (isGraceOver(record, answer.at, parts.issuer)) return endReused(parts, claims);
  return handOut(parts, claims, { standing, record, plan, answer });
}

interface Exchanged {
  readonly standing: RefreshStanding;
  readonly record: RefreshRecord;
  readonly plan: PairPlan;
  readonly answer: Replaced;
}

/** Hands out a pair that the store has settled, when the session's row names it too. */
async function handOut(
  parts: RotationParts,
  claims: SignedClaims<"refresh">,
  { standing, record, plan, answer }: Exchanged,
): Promise<Rotation> {
  const raised = await raiseLedger(parts.ledger, claims.sessionId, standing.row, record);
  if (raised === null) return { ok: false, by: "session" };
  // Another process settled this exchange otherwise, on a store that has lost it since: its pair was handed out.
  const isOther = raised.tokenId !== plan.refreshId && raised.previousId === claims.tokenId;
  const pair = await issuePair(parts.issuer, claims, (isOther ? planOf(raised) : null) ?? plan, answer.bannedKeys);
  // Without rows the checkpoint is all that can tell of a store that loses this.
  if (parts.ledger === null) await parts.blacklist.witnessRefresh();
  if (record.answeredAt === null) await noteAnswered(parts, claims, record, answer);
  return { ok: true, pair, claims };
}

/** Should this be lost, the token stays repeatable until its successor is used: no more is at stake. */
async function noteAnswered(
  parts: RotationParts,
  claims: SignedClaims<"refresh">,
  record: RefreshRecord,
  { value, at, askedAt }: Replaced,
): Promise<void> {
  // The store's time, carried on by a clock that is never set.
  const answeredAt = Math.round(at + parts.uptime() - askedAt);
  const change = {
    expected: value,
    value: formatRefreshRecord({ ...record, answeredAt }),
    until: untilOf(parts, claims),
  };
  await parts.blacklist.replaceRefresh(claims, change).catch((cause: unknown) => {
    if (!(cause instanceof Unavailable)) throw cause;
  });
}

/**
 * A subject's ending may spare one session, which goes on under a new epoch and with new tokens. A used token of its
 * past betrays a thief as well as one of its present; but for as long as the grace it may be another tab's, which was
 * refreshing when the password was changed.
 */
async function refuseOutdated(
  parts: RotationParts,
  claims: SignedClaims<"refresh">,
  standing: RefreshStanding,
): Promise<Rotation> {
  const { newest } = standing;
  const sinceMs = parts.clock().getTime() - (newest?.plannedAt ?? Number.POSITIVE_INFINITY);
  const isLate = sinceMs > parts.issuer.lifetimes.graceSeconds * 1000;
  const isUsed = isLate && useOf(claims, standing) === "used";
  return isUsed ? endReused(parts, claims) : { ok: false, by: "subject" };
}

async function endReused({ blacklist }: RotationParts, claims: SignedClaims<"refresh">): Promise<Rotation> {
  await blacklist.revokeSessions([{ id: claims.sessionId, expiresAt: claims.sessionExpiresAt }]);
  return { ok: false, by: "reused" };
}

interface Replaced extends RefreshReplaced {
  /** What was to be put, and whether it stands now. */
  readonly value: string;
  readonly isPut: boolean;
  /** This process's uptime when it was asked. */
  readonly askedAt: number;
}

async function replace(
  parts: RotationParts,
  claims: SignedClaims<"refresh">,
  { text }: RefreshStanding,
  record: RefreshRecord,
): Promise<Replaced> {
  const value = formatRefreshRecord(record);
  const askedAt = parts.uptime();
  const change = { expected: text, value, until: untilOf(parts, claims) };
  const answer = await parts.blacklist.replaceRefresh(claims, change);
  return { ...answer, value, isPut: answer.record === value, askedAt };
}

/** The record as it stands; where the store lost it, as the row has it: answered when it was planned, for all that is known. */
function recordOf({ record }: RefreshStanding, newest: RefreshState, now: Date): RefreshRecord {
  if (record?.tokenId === newest.tokenId) return record;
  return { ...newest, answeredAt: newest.plannedAt, minuteBegan: now.getTime(), exchanges: 1 };
}

function isGraceOver({ answeredAt }: RefreshRecord, at: number, { lifetimes }: Issuer): boolean {
  return answeredAt !== null && at - answeredAt > lifetimes.graceSeconds * 1000;
}

/** As long as the successor may be accepted. */
function untilOf({ clock, issuer }: RotationParts, { sessionExpiresAt }: SignedClaims): Date {
  const end = clock().getTime() + issuer.lifetimes.refreshSeconds * 1000;
  return new Date(Math.min(end, sessionExpiresAt.getTime()));
}
