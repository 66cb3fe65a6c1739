import { MARGIN_SECONDS } from "../clock.ts";
import { datedId } from "../ids.ts";
import type { SignedClaims } from "../token/claims.ts";
import { key, since } from "./keys.ts";
import type { BlacklistServices } from "./services.ts";
import type { StoreRecord } from "./store.ts";
import { ttlMs } from "./ttl.ts";

/** What has to be known of a session to end it. */
export interface SessionRef {
  readonly id: string;
  /** Its absolute end. */
  readonly expiresAt: Date;
}

/** Revokes one token. */
export function revokeToken(services: BlacklistServices, claims: SignedClaims): Promise<void> {
  return write(services, [revoked(services, key.token(claims.tokenId), claims.expiresAt)]);
}

/** Revokes sessions, tokens still to be minted included. */
export function revokeSessions(services: BlacklistServices, sessions: readonly SessionRef[]): Promise<void> {
  return write(services, sessionRecords(services, sessions));
}

/** Revokes every session of a subject, and these also by name. Resolves with the epoch under which new ones are born. */
export async function revokeSubject(
  services: BlacklistServices,
  subject: string,
  sessions: readonly SessionRef[],
): Promise<string> {
  const { clock, longest, toleranceSeconds } = services;
  const epoch = datedId(clock());
  // As long as any session may last that was born under the epoch before, whatever the settings are by then.
  const until = new Date(clock().getTime() + ((await longest.sessionSeconds()) + MARGIN_SECONDS) * 1000);
  const record = { key: key.subject(subject), value: epoch, lifetimeMs: ttlMs(until, clock(), toleranceSeconds) };
  await write(services, [record, ...sessionRecords(services, sessions)]);
  return epoch;
}

/** Revokes every token that this key signed or will sign; lasts through any loss of the store. */
export async function banKey(services: BlacklistServices, keyId: string): Promise<void> {
  await services.tracker.change(({ bannedKeys }) =>
    bannedKeys.includes(keyId) ? null : { bannedKeys: [...bannedKeys, keyId] },
  );
  await write(services, [{ key: key.ban(keyId), value: keyId, lifetimeMs: null }]);
  services.replica?.discard();
}

async function write({ guard, replica }: BlacklistServices, records: readonly StoreRecord[]): Promise<void> {
  if (records.length === 0) return;
  await guard.write(records);
  replica?.wrote(records);
}

function sessionRecords(services: BlacklistServices, sessions: readonly SessionRef[]): StoreRecord[] {
  return sessions.map(({ id, expiresAt }) => revoked(services, key.session(id), expiresAt));
}

/** A record whose being there says it all, for as long as what it revokes could be accepted. */
function revoked({ clock, toleranceSeconds }: BlacklistServices, name: string, until: Date): StoreRecord {
  return { key: name, value: since(clock()), lifetimeMs: ttlMs(until, clock(), toleranceSeconds) };
}
