import { accountGone, accountOf } from "../account.ts";
import { type Command, note } from "../command.ts";

/** Gives an account the role `admin`. Repeating it changes nothing. */
export const grantAdmin: Command = async (call) => {
  const { database } = call.services;
  const { id: userId, email, role } = await accountOf(database, call.operand);
  const changed = role !== "admin";
  if (changed) {
    if (!(await database.users.grantAdmin(email))) throw accountGone();
    await note(call, { type: "admin_granted", userId, sessionId: null });
  }
  const text = changed ? `${email} is an administrator now.\n` : `${email} is an administrator already.\n`;
  return { exitCode: 0, text, json: { userId, email, role: "admin", changed } };
};
