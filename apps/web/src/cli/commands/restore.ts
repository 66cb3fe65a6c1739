import { accountGone, accountOf } from "../account.ts";
import { type Command, note } from "../command.ts";

/** Lifts the suspension of an account. Repeating it changes nothing. */
export const restore: Command = async (call) => {
  const { database } = call.services;
  const { id: userId, email, suspendedAt } = await accountOf(database, call.operand);
  const changed = suspendedAt !== null;
  if (changed) {
    if (!(await database.users.restore(userId))) throw accountGone();
    await note(call, { type: "account_restored", userId, sessionId: null });
  }
  const text = changed ? `${email} may log in again.\n` : `${email} is not suspended: nothing was changed.\n`;
  return { exitCode: 0, text, json: { userId, email, suspended: false, changed } };
};
