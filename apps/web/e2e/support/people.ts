import { mutate, type Person } from "@curfew/testing/people";
import type { BrowserContext } from "@playwright/test";
import type { App } from "./app.ts";

/** What somebody logs in with. */
export function loginOf({ email, password }: Person) {
  return { email, password };
}

/** Gives somebody so many more sessions, of a program that keeps its tokens itself. */
export async function openSessions({ request }: BrowserContext, { address }: App, person: Person, count: number) {
  for (let i = 0; i < count; i += 1) await mutate(request, address, "auth.token", loginOf(person));
}
