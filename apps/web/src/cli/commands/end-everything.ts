import { type Command, note } from "../command.ts";
import { Failure } from "../failure.ts";

/** Ends every token of everyone. */
export const endEverything: Command = async (call) => {
  const { auth, database, clock } = call.services;
  if (!(await call.confirm("Everyone will have to log in again."))) {
    throw new Failure("not_confirmed", "Nothing was done.");
  }
  // Later logins are not among those that were ended.
  const at = clock();
  const ended = await database.sessions.endEverything(at, await auth.revokeAll());
  await note(call, { type: "everything_ended", userId: null, sessionId: null });
  return { exitCode: 0, text: `Everyone is logged out everywhere (sessions: ${ended}).\n`, json: { ended } };
};
