import { addresses, assertMayTry, count } from "../attempts/limit.ts";
import type { Context } from "../context.ts";
import type { Account } from "../ports.ts";
import { note } from "./audit.ts";
import { carryOut, newMark, seeThrough } from "./ending.ts";
import { assertGoodChoice, assertMayChoose, refused } from "./new-password.ts";
import { resetDigest } from "./reset-link.ts";

export interface PasswordReset {
  /** The secret of a link. */
  readonly token: string;
  readonly newPassword: string;
}

const DEAD = "This link has expired or has been used. Ask for a new one.";

/**
 * Sets another password for the account that a link is about, and ends every session of it; nobody is logged in. The
 * link is used up when that is in force, not before: what is answered 503 can be sent again.
 */
export async function resetPassword(context: Context, { token, newPassword }: PasswordReset): Promise<void> {
  const { parts } = context;
  await assertMayTry(context, addresses(context));
  const digest = resetDigest(token);
  const account = await accountOf(context, digest);
  if (account === null) return refuse(context);
  await assertMayChoose(context, account);
  await assertGoodChoice(context, account, newPassword);
  const to = await parts.passwords.hash(account.id, newPassword);
  const mark = await begin(context, account, { digest, to });
  if (mark === null) return refuse(context);
  await carryOut(parts, { userId: account.id, mark });
  await note(context, { type: "password_reset", userId: account.id });
}

async function accountOf({ parts: { database, clock } }: Context, digest: string): Promise<Account | null> {
  const link = await database.passwordResets.find(digest, clock());
  return link === null ? null : database.users.byId(link.userId);
}

/** Waits for another ending that is under way. Null if the link is dead by now. */
async function begin(
  { parts }: Context,
  { id: userId, ending: other }: Account,
  { digest, to }: { readonly digest: string; readonly to: string },
): Promise<string | null> {
  if (other !== null) await seeThrough(parts, { userId, mark: other });
  const ending = await newMark(parts);
  const changed = await parts.database.users.beginPasswordReset(digest, { at: parts.clock(), to, ending });
  return changed === null ? null : ending;
}

/** Counts as a failed login from this address. */
async function refuse(context: Context): Promise<never> {
  await count(context, addresses(context));
  throw refused("token", DEAD);
}
