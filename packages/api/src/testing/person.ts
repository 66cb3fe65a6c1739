import { randomUUID } from "node:crypto";
import type { APIRequestContext, BrowserContext } from "@playwright/test";

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Somebody nobody else in any test is. */
export function somebody(): Person {
  const id = randomUUID().slice(0, 8);
  return { name: `Ada ${id}`, email: `ada.${id}@example.com`, password: `tidal copper marmalade ${id}` };
}

/** Calls a mutation as our own pages do. */
export function mutate(request: APIRequestContext, origin: string, procedure: string, data: object = {}) {
  return request.post(`${origin}/api/trpc/${procedure}`, { data, headers: { origin } });
}

/** Gives somebody new an account, and the request's cookie jar their login. */
export async function signUp(request: APIRequestContext, origin: string): Promise<Person> {
  const person = somebody();
  const response = await mutate(request, origin, "auth.signup", person);
  if (!response.ok()) throw new Error(`sign-up was answered ${response.status()}: ${await response.text()}`);
  return person;
}

/** Gives the request's cookie jar a login of its own. */
export async function logIn(request: APIRequestContext, origin: string, { email, password }: Person): Promise<void> {
  const response = await mutate(request, origin, "auth.login", { email, password });
  if (!response.ok()) throw new Error(`login was answered ${response.status()}: ${await response.text()}`);
}

/** The cookie header a thief would send after looking into this browser. */
export async function stolenCookies(context: BrowserContext): Promise<string> {
  const cookies = await context.cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}
