import { randomUUID } from "node:crypto";
import type { TokenPair } from "@curfew/auth";
import { countSignUp } from "../attempts/limit.ts";
import type { Context } from "../context.ts";
import { Failure } from "../errors/failure.ts";
import type { User } from "../ports.ts";
import { endAll, replaced } from "../session/end.ts";
import { type Holder, newSession } from "../session/open.ts";
import { note } from "./audit.ts";
import { callerOf } from "./credentials.ts";
import { refused } from "./new-password.ts";

export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** Makes an account with its first session, both or neither; nothing is written before the blacklist has answered. */
export async function signUp(
  context: Context,
  wanted: SignUp,
  holder: Holder,
): Promise<{ user: User; pair: TokenPair }> {
  const { auth, database, passwords, clock } = context.parts;
  const { email, name, password } = wanted;
  await countSignUp(context);
  if ((await database.users.byEmail(email)) !== null) throw new Failure("email_taken");
  const refusal = await passwords.refusal(callerOf(context), password, [email, name]);
  if (refusal !== null) throw refused("password", refusal);
  const passwordHash = await passwords.hash(callerOf(context), password);
  const id = randomUUID();
  if (holder === "browser") context.reply.reserve();
  const session = await auth.createSession(id);
  const actor = { userId: id, sessionId: null };
  if (holder === "browser") await endAll({ ...context, actor }, await replaced(context));
  const account = { id, email, name, passwordHash, createdAt: clock() };
  const result = await database.users.signUp(account, newSession(session, context.client));
  if (result === "email_taken") throw new Failure("email_taken");
  await note(context, { type: "signup", userId: id, sessionId: session.id });
  return { user: { id, email, name, role: "user" }, pair: await auth.issue(session) };
}
