import { accountOf } from "../account.ts";
import { type Command, note } from "../command.ts";

/** Ends every session of an account: for the blacklist first, then off the lists. */
export const endSessions: Command = async (call) => {
  const { auth, database, clock } = call.foundation;
  const { id: userId, email } = await accountOf(database, call.operand);
  await auth.endSubject(userId);
  const ended = await database.sessions.endAllOf(userId, clock());
  await note(call, { type: "all_sessions_ended", userId, sessionId: null });
  return {
    exitCode: 0,
    text: `${email} is logged out everywhere (${counted(ended)}).\n`,
    json: { userId, email, ended },
  };
};

function counted(sessions: number): string {
  return sessions === 1 ? "1 session" : `${sessions} sessions`;
}
