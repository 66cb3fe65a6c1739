import { randomBytes, randomUUID } from "node:crypto";
import { claimsOf, createBrowser, type Tokens } from "@curfew/testing/client";
import { askToLogIn, askToSignUp, type Person, tokensOf } from "../support/person.ts";
import { atLast } from "./patience.ts";
import type { Service } from "./service.ts";

/** Somebody who calls the app, and goes on with what the calls before have left. */
export interface Visitor extends Person {
  readonly userId: string;
  readonly browser: ReturnType<typeof createBrowser>;
  /** What a program of theirs holds. */
  tokens: Tokens;
  /** A session that nothing is done with. */
  readonly kept: Tokens;
}

/** Somebody with an account and three sessions. */
export async function visit(at: Service): Promise<Visitor> {
  const person = newcomer();
  const browser = createBrowser();
  const logIn = async () => tokensOf(await atLast(() => askToLogIn(at, person)));
  await atLast(() => askToSignUp(at, person));
  await atLast(() => browser.mutate(at, "auth.login", person));
  const kept = await logIn();
  return { ...person, userId: claimsOf(kept.accessToken).sub, browser, tokens: await logIn(), kept };
}

/** Somebody who has no account yet, with a password that is judged quickly. */
export function newcomer(): Person {
  return { email: `${randomUUID()}@example.com`, password: randomBytes(12).toString("base64url") };
}
