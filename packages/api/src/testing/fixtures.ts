import type { APIRequestContext, BrowserContext } from "@playwright/test";
import { type Person, signUp } from "./person.ts";

/** What `sessionFixtures` adds to a test. */
export interface SessionFixtures {
  /** Somebody with an account who isn't logged in here. */
  readonly account: Person;
  /** Somebody new who is logged in in this test's browser. */
  readonly me: Person;
}

interface Surroundings {
  readonly baseURL: string | undefined;
  readonly playwright: { readonly request: { newContext(): Promise<APIRequestContext> } };
}

type Use = (person: Person) => Promise<void>;

/**
 * Playwright fixtures that give every test people and logins of its own, made over HTTP at `baseURL`:
 * `const test = base.extend(sessionFixtures)`. Tests share nothing and can run side by side.
 */
export const sessionFixtures = {
  account: async ({ playwright, baseURL }: Surroundings, use: Use) => {
    const request = await playwright.request.newContext();
    await use(await signUp(request, originOf(baseURL)));
    await request.dispose();
  },
  me: async ({ context, baseURL }: Surroundings & { readonly context: BrowserContext }, use: Use) => {
    await use(await signUp(context.request, originOf(baseURL)));
  },
};

function originOf(baseURL: string | undefined): string {
  if (baseURL === undefined) throw new Error("set `baseURL` to the app's origin");
  return new URL(baseURL).origin;
}
