import type { Account, Database } from "@curfew/api";
import { Failure } from "./failure.ts";

/** Finds the account of an email, compared as a login compares it: trimmed and lower-cased. Throws `Failure`. */
export async function accountOf({ users }: Database, email: string): Promise<Account> {
  const account = await users.byEmail(email.trim().toLowerCase());
  if (account === null) throw new Failure("account_unknown", "There is no account with this e-mail address.");
  return account;
}

/** Creates the failure for an account that was found, and was gone when it was to be changed. */
export function accountGone(): Failure {
  return new Failure("account_unknown", "The account was just deleted.");
}
