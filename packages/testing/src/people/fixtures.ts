import type { APIRequestContext, BrowserContext } from "@playwright/test";
import { type Person, signUp } from "./person.ts";

/** Runs an operator's command, such as `grant-admin`, with the settings of the app under test. */
export type Operate = (...words: readonly string[]) => Promise<unknown>;

/** What `sessionFixtures` adds to a test. */
export interface SessionFixtures {
  /** To be replaced by a suite that wants an `admin` or somebody `suspended`: only an operator makes them. */
  readonly operate: Operate;
  /** Somebody with an account who isn't logged in here. */
  readonly account: Person;
  /** Somebody new who is logged in in this test's browser. */
  readonly me: Person;
  /** The same, and an administrator. */
  readonly admin: Person;
  /** Somebody whose account is suspended: the right password is refused. */
  readonly suspended: Person;
}

interface Surroundings {
  readonly baseURL: string | undefined;
  readonly playwright: { readonly request: { newContext(): Promise<APIRequestContext> } };
  readonly context: BrowserContext;
}

type Use<T> = (value: T) => Promise<void>;

/**
 * Playwright fixtures that give every test people and logins of its own, made over HTTP at `baseURL`:
 * `const test = base.extend<SessionFixtures>(sessionFixtures)`. Tests share nothing and can run side by
 * side. Each person is one sign-up: start the app with `testEnvironment`, or it refuses the hundred and
 * first within five minutes.
 */
export const sessionFixtures = {
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  operate: async ({}: object, use: Use<Operate>) => {
    await use(async (command) => {
      throw new Error(`replace the fixture \`operate\` by one that runs the operator's command \`${command}\``);
    });
  },
  account: async ({ playwright, baseURL }: Omit<Surroundings, "context">, use: Use<Person>) => {
    const request = await playwright.request.newContext();
    await use(await signUp(request, originOf(baseURL)));
    await request.dispose();
  },
  me: async ({ context, baseURL }: Omit<Surroundings, "playwright">, use: Use<Person>) => {
    await use(await signUp(context.request, originOf(baseURL)));
  },
  admin: async ({ me, operate }: Pick<SessionFixtures, "me" | "operate">, use: Use<Person>) => {
    await operate("grant-admin", me.email);
    await use(me);
  },
  suspended: async (
    { playwright, baseURL, operate }: Omit<Surroundings, "context"> & Pick<SessionFixtures, "operate">,
    use: Use<Person>,
  ) => {
    const request = await playwright.request.newContext();
    const person = await signUp(request, originOf(baseURL));
    await operate("suspend", person.email);
    await use(person);
    await request.dispose();
  },
};

function originOf(baseURL: string | undefined): string {
  if (baseURL === undefined) throw new Error("set `baseURL` to the app's origin");
  return new URL(baseURL).origin;
}
