import type { SignedClaims } from "../token/claims.ts";
import { checkAnd } from "./check.ts";
import { key, revocationKeys } from "./keys.ts";
import type { BlacklistServices } from "./services.ts";
import { bannedIn } from "./snapshot.ts";
import { checkStatus, type RevocationStatus } from "./status.ts";
import { ttlMs } from "./ttl.ts";

export interface RefreshCheck {
  readonly status: RevocationStatus;
  /** Null: nothing is kept. */
  readonly record: string | null;
  /** Of a token of the version before: what that kept of its use. */
  readonly before: { readonly successor: string | null; readonly answeredAt: string | null } | null;
}

export interface RefreshChange {
  readonly expected: string | null;
  readonly value: string;
  readonly until: Date;
}

export interface RefreshReplaced {
  readonly status: RevocationStatus;
  /** What is kept now. */
  readonly record: string | null;
  /** The store's time, milliseconds. */
  readonly at: number;
  readonly bannedKeys: ReadonlySet<string>;
}

/** Checks a refresh token and reads what the store keeps of its session's newest one, in one question. */
export async function checkRefresh(
  services: BlacklistServices,
  claims: SignedClaims<"refresh">,
): Promise<RefreshCheck> {
  const refresh = key.refresh(claims.sessionId);
  const rotated = key.rotatedBefore(claims.tokenId);
  const answered = key.answeredBefore(claims.tokenId);
  const isBefore = claims.ordinal === 0;
  const more = isBefore ? [refresh, rotated, answered] : [refresh];
  const { status, snapshot } = await checkAnd(services, claims, more);
  const { value } = snapshot;
  const before = isBefore ? { successor: value(rotated), answeredAt: value(answered) } : null;
  return { status, record: value(refresh), before };
}

/** Reads what the store keeps of a session's newest refresh token. */
export async function readRefresh({ guard }: BlacklistServices, sessionId: string): Promise<string | null> {
  return (await guard.readPrimary([key.refresh(sessionId)])).value(key.refresh(sessionId));
}

/**
 * Replaces what the store keeps of a session's newest refresh token, if exactly `expected` stands there, and checks the
 * claims as of then. The record lasts until `until`.
 */
export async function replaceRefresh(
  { guard, longest, clock, toleranceSeconds, keyIds }: BlacklistServices,
  claims: SignedClaims,
  { expected, value, until }: RefreshChange,
): Promise<RefreshReplaced> {
  const kids = keyIds();
  const keys = new Set([...revocationKeys(claims), ...kids.map(key.ban)]);
  const lifetimeMs = ttlMs(until, clock(), toleranceSeconds);
  await longest.cover();
  const answer = await guard.exchange({ key: key.refresh(claims.sessionId), value, lifetimeMs }, expected, [...keys]);
  const status = checkStatus(claims, answer);
  return { status, record: answer.standing, at: answer.at, bannedKeys: bannedIn(answer, kids) };
}
