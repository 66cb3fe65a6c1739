import type { TokenPair } from "@curfew/auth";
import { note } from "../audit/note.ts";
import type { User } from "../database.ts";
import type { SessionContext } from "../sessions/end.ts";
import { type HandOutContext, type Holder, handOut } from "../sessions/hand-out.ts";
import { openSession } from "../sessions/open.ts";
import { type CredentialContext, type Credentials, checkCredentials } from "./credentials.ts";
import { userOf } from "./user.ts";

type LogInContext = CredentialContext & SessionContext & HandOutContext;

/** Opens a session for the account that these credentials belong to. Rejects with `credentials_invalid`. */
export async function logIn(
  context: LogInContext,
  credentials: Credentials,
  holder: Holder,
): Promise<{ user: User; pair: TokenPair }> {
  const account = await checkCredentials(context, credentials);
  const actor = { userId: account.id, sessionId: null };
  const pair = await handOut(context, holder, () => openSession({ ...context, actor }, account, holder));
  await note(context, { type: "login", userId: account.id, sessionId: pair.sessionId });
  return { user: userOf(account), pair };
}
