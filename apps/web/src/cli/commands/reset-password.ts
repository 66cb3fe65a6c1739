import { createResetLink } from "@curfew/api";
import { accountOf } from "../account.ts";
import { type Command, note } from "../command.ts";
import { Failure } from "../failure.ts";
import { moment } from "../text.ts";

/** Prints a link with which the account's owner sets a new password. Their sessions go on until they do. */
export const resetPassword: Command = async (call) => {
  const { database, clock, settings } = call.services;
  const { id: userId, email } = await accountOf(database, call.operand);
  const link = await createResetLink({ database, clock, appOrigin: settings.origin }, userId);
  if (link === null) throw new Failure("account_unavailable", REFUSED);
  await note(call, { type: "password_reset_offered", userId, sessionId: null });
  const { url, expiresAt } = link;
  call.warn(`Give this link to ${email} only: until ${moment(expiresAt)} it sets the password, once.`);
  return { exitCode: 0, text: `${url}\n`, json: { userId, email, url, expiresAt } };
};

const REFUSED = "The account is suspended, or is just being changed. Restore it first, or repeat the command.";
