import { type AuditContext, note } from "../audit/note.ts";
import type { Account, Database } from "../database.ts";
import { ApiError } from "../errors/api-error.ts";
import type { Passwords } from "../passwords/passwords.ts";
import { assertMayTry, consume, failures, logins, type RateLimitContext } from "../rate-limit/consume.ts";
import { network } from "../rate-limit/network.ts";

/** The part of a request that checking a password needs. */
export interface CredentialContext extends AuditContext, RateLimitContext {
  readonly services: AuditContext["services"] &
    RateLimitContext["services"] & { readonly database: Database; readonly passwords: Passwords };
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/**
 * Finds the account these credentials belong to. An unknown address, a wrong password and a suspended
 * account take the same work and get the same answer. Limits come first, for they cost least.
 */
export async function checkCredentials(context: CredentialContext, { email, password }: Credentials): Promise<Account> {
  const { database, passwords } = context.services;
  const limits = { failures: failures(context, email), logins: logins(context, email) };
  await assertMayTry(context, [...limits.failures, ...limits.logins]);
  const account = await database.users.byEmail(email);
  const matches = await passwords.verify(callerOf(context), password, account?.passwordHash ?? null);
  if (account === null || !matches || account.suspendedAt !== null) {
    await note(context, { type: "login_refused", userId: account?.id ?? null, reason: "credentials_invalid" });
    await consume(context, limits.failures);
    throw new ApiError("credentials_invalid");
  }
  await assertMayTry(context, limits.failures);
  await consume(context, limits.logins);
  return account;
}

/** Resolves if the person behind a live session knows the account's password; a wrong one counts as a failed login. */
export async function confirmPassword(context: CredentialContext, account: Account, password: string): Promise<void> {
  const limits = failures(context, account.email);
  await assertMayTry(context, limits);
  const matches = await context.services.passwords.verify(account.id, password, account.passwordHash);
  if (matches) return assertMayTry(context, limits);
  await note(context, { type: "password_refused", userId: account.id });
  await consume(context, limits);
  throw new ApiError("password_wrong");
}

/** Names the caller whose share of the work it is before an account is known: the client's network. */
export function callerOf({ client }: Pick<CredentialContext, "client">): string {
  return network(client.address ?? "");
}
