import type { Claims, TokenPair } from "@curfew/auth";
import { note } from "../audit/note.ts";
import type { Account } from "../database.ts";
import { ApiError } from "../errors/api-error.ts";
import { assertMayTry, consume, logins } from "../rate-limit/consume.ts";
import { normalise } from "../schemas/password.ts";
import { type HandOutContext, type Holder, handOut } from "../sessions/hand-out.ts";
import { commitRevocation, newRevocationId, type RevocationServices } from "../sessions/pending-revocation.ts";
import { type CredentialContext, confirmPassword } from "./credentials.ts";
import { assertGoodChoice, assertMayChoose, refuseChoice } from "./new-password.ts";

type ChangeContext = CredentialContext & HandOutContext & { readonly services: RevocationServices };

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

const UNCHANGED = "That is already your password.";

/**
 * Changes the password of the account behind verified claims. Every session ends; the caller's goes on with
 * the pair this resolves with, under the epoch that ended the others.
 */
export function changePassword(
  context: ChangeContext,
  claims: Claims<"access">,
  wanted: PasswordChange,
  holder: Holder,
): Promise<TokenPair> {
  return handOut(context, holder, () => change(context, claims, wanted));
}

async function change(
  context: ChangeContext,
  claims: Claims<"access">,
  { currentPassword, newPassword }: PasswordChange,
): Promise<TokenPair> {
  const { services } = context;
  const { subject: userId, sessionId } = claims;
  const account = await services.database.users.byId(userId);
  if (account === null) throw new ApiError("token_revoked");
  // Each change writes, as a login does, and gives out tokens: the two share a limit.
  const changes = logins(context, account.email);
  await assertMayChoose(context, account);
  await assertMayTry(context, changes);
  await confirmPassword(context, account, currentPassword);
  if (normalise(newPassword) === normalise(currentPassword)) await refuseChoice(context, account, UNCHANGED);
  await assertGoodChoice(context, account, newPassword);
  await consume(context, changes);
  const mark = await begin(context, account, { newPassword, sessionId });
  const epoch = await commitRevocation(services, { userId, id: mark, exceptSessionId: sessionId });
  await note(context, { type: "password_changed", userId, sessionId });
  return services.auth.reissue(claims, epoch, services.database.sessions.ledger(services.clock(), context.client));
}

async function begin(
  { services }: ChangeContext,
  { id, passwordHash: from }: Account,
  { newPassword, sessionId }: { readonly newPassword: string; readonly sessionId: string },
): Promise<string> {
  const { users } = services.database;
  const to = await services.passwords.hash(id, newPassword);
  const ending = await newRevocationId(services);
  if (await users.preparePasswordChange(id, { from, to, ending, exceptSessionId: sessionId })) return ending;
  const now = await users.byId(id);
  // Either it was changed just now, or a revocation is pending and this session ends with it.
  throw new ApiError(now !== null && now.passwordHash !== from ? "password_wrong" : "token_revoked");
}
