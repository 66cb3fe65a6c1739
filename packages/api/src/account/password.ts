import type { Claims, TokenPair } from "@curfew/auth";
import { assertMayTry, count, logins } from "../attempts/limit.ts";
import type { Context } from "../context.ts";
import { Failure } from "../errors/failure.ts";
import { normalise } from "../password/rules.ts";
import type { Account } from "../ports.ts";
import { note } from "./audit.ts";
import { confirmPassword } from "./credentials.ts";
import { carryOut, newMark } from "./ending.ts";
import { assertGoodChoice, assertMayChoose, refuseChoice } from "./new-password.ts";

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

const UNCHANGED = "That is already your password.";

/**
 * Changes the password of the person behind verified claims. Every session ends; theirs goes on with
 * the pair this resolves with, under the epoch that ended the others.
 */
export async function changePassword(
  context: Context,
  claims: Claims<"access">,
  { currentPassword, newPassword }: PasswordChange,
): Promise<TokenPair> {
  const { parts } = context;
  const { subject: userId, sessionId } = claims;
  const account = await parts.database.users.byId(userId);
  if (account === null) throw new Failure("token_revoked");
  // Each change writes, as a login does, and gives out tokens: the two share a limit.
  const changes = logins(context, account.email);
  await assertMayChoose(context, account);
  await assertMayTry(context, changes);
  await confirmPassword(context, account, currentPassword);
  if (normalise(newPassword) === normalise(currentPassword)) await refuseChoice(context, account, UNCHANGED);
  await assertGoodChoice(context, account, newPassword);
  await count(context, changes);
  const mark = await begin(context, account, { newPassword, sessionId });
  const epoch = await carryOut(parts, { userId, mark, exceptSessionId: sessionId });
  await note(context, { type: "password_changed", userId, sessionId });
  return parts.auth.reissue(claims, epoch, parts.database.sessions.ledger(parts.clock(), context.client));
}

async function begin(
  { parts }: Context,
  { id, passwordHash: from }: Account,
  { newPassword, sessionId }: { readonly newPassword: string; readonly sessionId: string },
): Promise<string> {
  const { users } = parts.database;
  const to = await parts.passwords.hash(id, newPassword);
  const ending = await newMark(parts);
  if (await users.beginPasswordChange(id, { from, to, ending, exceptSessionId: sessionId })) return ending;
  const now = await users.byId(id);
  // Either somebody changed it just now, or an ending is under way and this session ends with it.
  throw new Failure(now !== null && now.passwordHash !== from ? "password_wrong" : "token_revoked");
}
