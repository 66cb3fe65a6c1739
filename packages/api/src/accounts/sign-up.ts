import { randomUUID } from "node:crypto";
import type { TokenPair } from "@curfew/auth";
import { note } from "../audit/note.ts";
import type { NewAccount, User } from "../database.ts";
import { ApiError } from "../errors/api-error.ts";
import { countSignUp } from "../rate-limit/consume.ts";
import type { SessionContext } from "../sessions/end.ts";
import { type HandOutContext, type Holder, handOut } from "../sessions/hand-out.ts";
import { openFirstSession } from "../sessions/open.ts";
import { type CredentialContext, callerOf } from "./credentials.ts";
import { refused } from "./new-password.ts";

type SignUpContext = CredentialContext & SessionContext & HandOutContext;

export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** Makes an account with its first session, both or neither. Nothing is written before the blacklist has answered. */
export async function signUp(
  context: SignUpContext,
  wanted: SignUp,
  holder: Holder,
): Promise<{ user: User; pair: TokenPair }> {
  const account = await newAccount(context, wanted);
  const { id, email, name } = account;
  const actor = { userId: id, sessionId: null };
  const pair = await handOut(context, holder, () => openFirstSession({ ...context, actor }, account, holder));
  await note(context, { type: "signup", userId: id, sessionId: pair.sessionId });
  return { user: { id, email, name, role: "user" }, pair };
}

/** Checks what costs least first. Throws `email_taken`, or `input_invalid` for a password that is easy to guess. */
async function newAccount(context: SignUpContext, { email, name, password }: SignUp): Promise<NewAccount> {
  const { database, passwords, clock } = context.services;
  await countSignUp(context);
  if ((await database.users.byEmail(email)) !== null) throw new ApiError("email_taken");
  const refusal = await passwords.refusal(callerOf(context), password, [email, name]);
  if (refusal !== null) throw refused("password", refusal);
  const passwordHash = await passwords.hash(callerOf(context), password);
  return { id: randomUUID(), email, name, passwordHash, createdAt: clock() };
}
