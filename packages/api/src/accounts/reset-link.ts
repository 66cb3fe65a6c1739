import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "@curfew/auth";
import type { Database } from "../database.ts";

interface ResetLinkServices {
  readonly database: Database;
  readonly clock: Clock;
  readonly appOrigin: string;
}

/** The lifetime of a link to set a new password. */
const LIFETIME_MS = 3_600_000;

/** A link to set a new password without the forgotten one. */
export interface ResetLink {
  /** A secret, in the fragment: no server, proxy or `Referer` sees it (RFC 9110 §4.2.4, §10.1.3). */
  readonly url: string;
  readonly expiresAt: Date;
}

/**
 * Makes a link with which an account's password can be set once, of 256 random bits; only their digest is kept. The
 * link before it is dead. Null if there is no such account, or it is suspended or just being changed.
 */
export async function createResetLink(
  { database, clock, appOrigin }: ResetLinkServices,
  userId: string,
): Promise<ResetLink | null> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(clock().getTime() + LIFETIME_MS);
  if (!(await database.passwordResets.create(resetDigest(token), { userId, expiresAt }))) return null;
  return { url: `${appOrigin}/reset-password#token=${token}`, expiresAt };
}

/** Digests a link's token: a reader of the database can set no password with it. */
export function resetDigest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
