import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { APIRequestContext, APIResponse, BrowserContext } from "@playwright/test";

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Settings for the app under test: so many sign-ups of one address are let in that no suite is refused.
 * For `webServer.env` of Playwright's configuration, or wherever the app is started.
 */
export const testEnvironment = { LOGIN_ATTEMPTS: "1000000" } as const;

/** Makes up a user that no other test has. */
export function somebody(): Person {
  const id = randomUUID().slice(0, 8);
  return { name: `Ada ${id}`, email: `ada.${id}@example.com`, password: `tidal copper marmalade ${id}` };
}

/** Calls a mutation as our own pages do. */
export function mutate(request: APIRequestContext, origin: string, procedure: string, data: object = {}) {
  return request.post(`${origin}/api/trpc/${procedure}`, { data, headers: { origin } });
}

/** Gives somebody new an account, and the request's cookie jar their login. Rejects with what the app answered. */
export async function signUp(request: APIRequestContext, origin: string): Promise<Person> {
  const person = somebody();
  await enter("sign-up", () => mutate(request, origin, "auth.signup", person));
  return person;
}

/** Gives the request's cookie jar a login of its own. Rejects with what the app answered. */
export async function logIn(request: APIRequestContext, origin: string, { email, password }: Person): Promise<void> {
  await enter("login", () => mutate(request, origin, "auth.login", { email, password }));
}

/** The cookie header a thief would send after looking into this browser. */
export async function stolenCookies(context: BrowserContext): Promise<string> {
  const cookies = await context.cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** Hashing takes turns: a crowd of workers is asked to come again in a second. A window that is full takes longer. */
const PATIENCE_SECONDS = 5;

async function enter(what: string, call: () => Promise<APIResponse>): Promise<void> {
  for (let turns = 0; ; turns += 1) {
    const response = await call();
    if (response.ok()) return;
    const seconds = Number(response.headers()["retry-after"] ?? Number.POSITIVE_INFINITY);
    if (response.status() !== 429 || seconds > PATIENCE_SECONDS || turns === 10) throw await refusal(what, response);
    await sleep(seconds * 1000);
  }
}

async function refusal(what: string, response: APIResponse): Promise<Error> {
  const remedy = response.status() === 429 ? ` (start the app under test with ${asSettings(testEnvironment)})` : "";
  return new Error(`${what} was answered ${response.status()}${remedy}: ${await response.text()}`);
}

function asSettings(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}
