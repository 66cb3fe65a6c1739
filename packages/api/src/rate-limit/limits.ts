import { createHash } from "node:crypto";
import type { AttemptMark } from "../database.ts";
import { network } from "./network.ts";

/** A limit on what is counted in windows of so many seconds, under the name that clients are told. */
export interface Limit extends AttemptMark {
  readonly policy: "account" | "address" | "logins" | "revocations" | "new-passwords";
  readonly windowSeconds: number;
}

/** The failures that the settings allow. */
export interface Allowance {
  /** Failed logins allowed an account in a window. */
  readonly attempts: number;
  readonly windowSeconds: number;
}

/** Many people share an address, so it may fail this many times as often as one account. */
const PER_ADDRESS = 10;

const MINUTE_SECONDS = 60;
/** Logins and password changes that succeed, an account and a minute: so many times what may fail in a window. */
const LOGINS = 6;
/** Revocations for each of these logins. */
const PER_LOGIN = 12;

/** Names the limit of this account's failed logins. The account need not exist. */
export function accountLimit(email: string, { attempts: limit, windowSeconds }: Allowance): Limit {
  return { policy: "account", key: digest(`account:${email}`), limit, windowSeconds };
}

/** Names the limit of failures and sign-ups from this address. */
export function addressLimit(address: string | null, { attempts, windowSeconds }: Allowance): Limit {
  const key = digest(`address:${network(address ?? "")}`);
  return { policy: "address", key, limit: attempts * PER_ADDRESS, windowSeconds };
}

/**
 * Names the limit of this account's logins and password changes that succeed: each of them writes. The account need not
 * exist.
 */
export function loginLimit(email: string, { attempts }: Allowance): Limit {
  return { policy: "logins", key: digest(`logins:${email}`), limit: attempts * LOGINS, windowSeconds: MINUTE_SECONDS };
}

/** Names the limit of revocations by token that end something: each of them writes. */
export function revocationLimit(userId: string, { attempts }: Allowance): Limit {
  const limit = attempts * LOGINS * PER_LOGIN;
  return { policy: "revocations", key: digest(`revocations:${userId}`), limit, windowSeconds: MINUTE_SECONDS };
}

/** Names the limit of refused new passwords. They are no failed logins: a user who chooses badly may still log in. */
export function choiceLimit(userId: string, { attempts: limit, windowSeconds }: Allowance): Limit {
  return { policy: "new-passwords", key: digest(`new-passwords:${userId}`), limit, windowSeconds };
}

/**
 * What people type where their e-mail address belongs, at times a password, is not to stand anywhere in
 * the clear. No key goes in: it could only lie beside the accounts and the audit trail, which tell more
 * than a guesser of digests would learn.
 */
function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
