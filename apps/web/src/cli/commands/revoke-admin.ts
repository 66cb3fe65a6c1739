import { accountGone, accountOf } from "../account.ts";
import { type Command, note } from "../command.ts";

/** Takes the role `admin` away from an account. Repeating it changes nothing. */
export const revokeAdmin: Command = async (call) => {
  const { database } = call.services;
  const { id: userId, email, role } = await accountOf(database, call.operand);
  const changed = role === "admin";
  if (changed) {
    if (!(await database.users.revokeAdmin(email))) throw accountGone();
    await note(call, { type: "admin_revoked", userId, sessionId: null });
  }
  const text = changed ? `${email} is no administrator any more.\n` : `${email} is not an administrator.\n`;
  return { exitCode: 0, text, json: { userId, email, role: "user", changed } };
};
