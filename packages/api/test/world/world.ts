import { createKeyRing, generateKeySet, type KeyRing, longestSeconds } from "@curfew/auth";
import { createTestAuth, createTestClock } from "@curfew/auth/testing";
import {
  createApi,
  createRateLimit,
  createRequestHandler,
  createStoreLatency,
  type Observer,
  type Problem,
} from "../../src/index.ts";
import { type Caller, createCaller } from "./caller.ts";
import { memoryDatabase } from "./database.ts";

export const ORIGIN = "http://localhost:3000";

export interface WorldOptions {
  readonly appOrigin?: string;
  readonly loginAttempts?: number;
  readonly maxStalenessMs?: number;
  readonly cookiePrefix?: string;
  readonly corsOrigins?: readonly string[];
}

/** What the store says it holds. */
export const RECORDS = 42;

let ring: Promise<KeyRing> | undefined;

/** The whole api on stores in memory, with a clock that only tests move. One per test. */
export async function createWorld(options: WorldOptions = {}) {
  const { appOrigin = ORIGIN, loginAttempts = 10, maxStalenessMs = 0, cookiePrefix = "", corsOrigins = [] } = options;
  ring ??= generateKeySet().then(createKeyRing);
  const time = createTestClock();
  const clock = time.now;
  const database = memoryDatabase(clock);
  const service = { issuer: appOrigin, witness: database.checkpoint, clock: time, ring: await ring, maxStalenessMs };
  const { auth, store, lifetimes } = await createTestAuth(service);
  const idleSeconds = longestSeconds(lifetimes);
  const problems: Problem[] = [];
  const request = { id: null as string | null };
  const report = (problem: Problem) => void problems.push(problem);
  const attempts = createRateLimit({ windows: database.attempts, windowSeconds: 300, clock, report });
  const storeLatency = createStoreLatency(clock, async () => RECORDS);
  const parts = { auth, database, rateLimit: attempts, clock, storeLatency: storeLatency };
  const observed: string[] = [];
  const observer: Observer = {
    answered(path, failure) {
      observed.push(`${path} ${failure?.failure ?? "ok"}`);
      if (failure?.isOurs) problems.push({ path: path ?? "", error: failure });
    },
    happened: (event) => void observed.push(event),
  };
  const api = createApi({
    ...parts,
    appOrigin,
    cookiePrefix,
    loginAttempts,
    idleSeconds,
    report,
    observer: observer,
    requestId: () => request.id,
  });
  const handle = createRequestHandler(api, { corsOrigins });
  let people = 0;

  const world = {
    ...{ request, api, auth, attempts, clock, database, gauge: storeLatency, handle, problems, observed, store },
    pass: (seconds: number) => time.advance({ seconds }),
    /** How many questions and writes the store was sent. */
    questions: () => Object.values(store.calls).reduce((sum, calls) => sum + calls, 0),
    /** A browser: keeps cookies, sends them and its origin. */
    browser: (address = "203.0.113.1") => createCaller({ handle, clock, appOrigin, address, keepsCookies: true }),
    /** A program: keeps nothing. */
    client: (address = "203.0.113.2") => createCaller({ handle, clock, appOrigin, address, keepsCookies: false }),
    /** Somebody new, just signed up in this browser. */
    async person(browser: Caller = world.browser(`198.51.100.${people + 1}`)) {
      people += 1;
      const credentials = { email: `person${people}@example.com`, password: `a wholly new phrase ${people}` };
      const answer = await browser.mutate("auth.signup", { ...credentials, name: `Person ${people}` });
      const { user } = answer.data as { user: { id: string } };
      return { browser, ...credentials, credentials, id: user.id };
    },
    /** An administrator, just signed up. */
    async admin() {
      const person = await world.person();
      await database.users.grantAdmin(person.email);
      return person;
    },
    /** A program's own login of a person. */
    async tokens(credentials: { email: string; password: string }): Promise<Tokens> {
      return (await world.client().mutate("auth.token", credentials)).data as Tokens;
    },
  };
  return world;
}

export interface Tokens {
  readonly tokenType: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
}

/** The header a program sends its access token in. */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

export type World = Awaited<ReturnType<typeof createWorld>>;
