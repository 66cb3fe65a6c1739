import { randomUUID } from "node:crypto";
import { type Answer, bearer, call, createBrowser, type Tokens } from "@curfew/testing/client";
import type { AppProcess } from "@curfew/web/testing";
import { expect } from "vitest";

/** Somebody with an account. */
export interface Person {
  readonly email: string;
  readonly password: string;
}

export function newPassword(): string {
  return `a phrase that nobody tries ${randomUUID()}`;
}

/** Somebody who has no account yet. */
export function newPerson(): Person {
  return { email: `${randomUUID()}@example.com`, password: newPassword() };
}

export function askToSignUp(at: AppProcess, person: Person): Promise<Answer> {
  return call(at, "auth.signup", { input: { ...person, name: "Ann" } });
}

/** Somebody new, with an account and, in a browser, a session. */
export async function signUp(at: AppProcess) {
  const person = newPerson();
  const browser = createBrowser();
  const answer = await browser.mutate(at, "auth.signup", { ...person, name: "Ann" });
  expect([answer.status, answer.reason]).toEqual([200, null]);
  return { ...person, browser };
}

export function askToLogIn(at: AppProcess, { email, password }: Person): Promise<Answer> {
  return call(at, "auth.token", { input: { email, password } });
}

/** Logs in as a program does. */
export async function logIn(at: AppProcess, person: Person): Promise<Tokens> {
  return tokensOf(await askToLogIn(at, person));
}

export function refresh(at: AppProcess, refreshToken: string): Promise<Answer> {
  return call(at, "auth.refresh", { input: { refreshToken } });
}

/** Ends the session of an access token, which may be expired. */
export function logOut(at: AppProcess, accessToken: string): Promise<Answer> {
  return call(at, "auth.logout", { input: null, headers: bearer(accessToken) });
}

export function changePassword(at: AppProcess, accessToken: string, from: string, to: string): Promise<Answer> {
  const input = { currentPassword: from, newPassword: to };
  return call(at, "account.changePassword", { input, headers: bearer(accessToken) });
}

/** The tokens of an answer that has to be good. */
export function tokensOf({ status, reason, data }: Answer): Tokens {
  expect([status, reason]).toEqual([200, null]);
  return data as Tokens;
}

/** What becomes of a request with this access token: `live`, or why it is refused. */
export async function use(at: AppProcess, accessToken: string): Promise<string> {
  return outcome(await call(at, "account.me", { headers: bearer(accessToken) }));
}

/** The same of both tokens. A refresh token that lives is used up by it. */
export async function useBoth(at: AppProcess, { accessToken, refreshToken }: Tokens): Promise<readonly string[]> {
  return [await use(at, accessToken), outcome(await refresh(at, refreshToken))];
}

/** `live`, or why it was refused. */
export function outcome({ status, reason }: Answer): string {
  return status === 200 ? "live" : (reason ?? `status ${status}`);
}
