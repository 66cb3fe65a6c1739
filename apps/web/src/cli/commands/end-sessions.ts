import { revokeAllSessions } from "@curfew/api";
import { accountOf } from "../account.ts";
import { type Command, note } from "../command.ts";

/** Ends every session of an account: for the blacklist first, then off the lists. */
export const endSessions: Command = async (call) => {
  const { services } = call;
  const { id: userId, email } = await accountOf(services.database, call.operand);
  const ended = await revokeAllSessions(services, userId);
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
