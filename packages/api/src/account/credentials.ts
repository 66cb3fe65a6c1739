import { assertMayTry, countFailure, loginMarks } from "../attempts/limit.ts";
import type { Context } from "../context.ts";
import { Failure } from "../errors/failure.ts";
import type { Account } from "../ports.ts";
import { note } from "./audit.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/**
 * The account these credentials belong to. An unknown address, a wrong password and a suspended
 * account take the same work and get the same answer.
 */
export async function checkCredentials(context: Context, { email, password }: Credentials): Promise<Account> {
  const { database, passwords } = context.parts;
  const marks = loginMarks(context, email);
  await assertMayTry(context, marks);
  const account = await database.users.byEmail(email);
  const matches = await passwords.verify(password, account?.passwordHash ?? null);
  if (account === null || !matches || account.suspendedAt !== null) {
    await note(context, { type: "login_refused", userId: account?.id ?? null, reason: "credentials_invalid" });
    await countFailure(context, marks);
    throw new Failure("credentials_invalid");
  }
  await assertMayTry(context, marks);
  return account;
}

/** Whether the person behind a live session knows the account's password; a wrong one counts as a failed login. */
export async function confirmPassword(context: Context, account: Account, password: string): Promise<void> {
  const marks = loginMarks(context, account.email);
  await assertMayTry(context, marks);
  if (await context.parts.passwords.verify(password, account.passwordHash)) return assertMayTry(context, marks);
  await note(context, { type: "password_refused", userId: account.id });
  await countFailure(context, marks);
  throw new Failure("password_wrong");
}
