import { randomUUID } from "node:crypto";
import type { TokenPair } from "@curfew/auth";
import { note } from "../audit/note.ts";
import type { User } from "../database.ts";
import { ApiError } from "../errors/api-error.ts";
import { countSignUp } from "../rate-limit/consume.ts";
import { endAll, replaced } from "../sessions/end.ts";
import { type Holder, newSession, type OpenContext } from "../sessions/open.ts";
import { type CredentialContext, callerOf } from "./credentials.ts";
import { refused } from "./new-password.ts";

export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** Makes an account with its first session, both or neither; nothing is written before the blacklist has answered. */
export async function signUp(
  context: CredentialContext & OpenContext,
  wanted: SignUp,
  holder: Holder,
): Promise<{ user: User; pair: TokenPair }> {
  const { auth, database, passwords, clock } = context.services;
  const { email, name, password } = wanted;
  await countSignUp(context);
  if ((await database.users.byEmail(email)) !== null) throw new ApiError("email_taken");
  const refusal = await passwords.refusal(callerOf(context), password, [email, name]);
  if (refusal !== null) throw refused("password", refusal);
  const passwordHash = await passwords.hash(callerOf(context), password);
  const id = randomUUID();
  if (holder === "browser") context.responseCookies.reserve();
  const session = await auth.createSession(id);
  const actor = { userId: id, sessionId: null };
  if (holder === "browser") await endAll({ ...context, actor }, await replaced(context));
  const account = { id, email, name, passwordHash, createdAt: clock() };
  const result = await database.users.signUp(account, newSession(session, context.client));
  if (result === "email_taken") throw new ApiError("email_taken");
  await note(context, { type: "signup", userId: id, sessionId: session.id });
  return { user: { id, email, name, role: "user" }, pair: await auth.issue(session) };
}
