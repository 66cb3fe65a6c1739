import { createAuth, createKeyRing, generateKeySet, type KeyRing, logRetentionMs, type Store } from "@curfew/auth";
import { memoryStore } from "@curfew/auth/drivers/memory";
import { createApi, createLocalAttempts, createRequestHandler, type Problem } from "../../src/index.ts";
import { type Caller, createCaller } from "./caller.ts";
import { memoryDatabase } from "./database.ts";

export const ORIGIN = "http://localhost:3000";

const LIFETIMES = {
  accessSeconds: 600,
  refreshSeconds: 86_400,
  sessionSeconds: 604_800,
  graceSeconds: 10,
  toleranceSeconds: 5,
};

export interface WorldOptions {
  readonly appOrigin?: string;
  readonly loginAttempts?: number;
  readonly maxStalenessMs?: number;
}

let ring: Promise<KeyRing> | undefined;

/** The whole api on stores in memory, with a clock that only tests move. One per test. */
export async function createWorld({ appOrigin = ORIGIN, loginAttempts = 10, maxStalenessMs = 0 }: WorldOptions = {}) {
  ring ??= generateKeySet().then(createKeyRing);
  const keys = await ring;
  let now = Date.UTC(2026, 10, 21);
  const clock = () => new Date(now);
  const { accessSeconds, toleranceSeconds } = LIFETIMES;
  const store = watched(memoryStore({ clock, logRetentionMs: logRetentionMs(accessSeconds, toleranceSeconds) }));
  const database = memoryDatabase();
  const problems: Problem[] = [];
  const auth = createAuth({
    issuer: appOrigin,
    keys: () => keys,
    store,
    witness: database.witness,
    clock,
    lifetimes: LIFETIMES,
    timeoutMs: 500,
    maxStalenessMs,
  });
  const attempts = createLocalAttempts({ windowSeconds: 300, clock });
  const report = (problem: Problem) => void problems.push(problem);
  const api = createApi({ auth, database, attempts, clock, appOrigin, loginAttempts, report });
  const handle = createRequestHandler(api);
  let people = 0;

  const world = {
    ...{ api, auth, attempts, clock, database, handle, problems, store },
    pass(seconds: number) {
      now += seconds * 1000;
    },
    /** A browser: keeps cookies, sends them and its origin. */
    browser: (address = "203.0.113.1") => createCaller({ handle, clock, appOrigin, address, keepsCookies: true }),
    /** A program: keeps nothing. */
    client: (address = "203.0.113.2") => createCaller({ handle, clock, appOrigin, address, keepsCookies: false }),
    /** A browser that has just signed somebody new up, and who that is. */
    async person(browser: Caller = world.browser(`198.51.100.${people + 1}`)) {
      people += 1;
      const credentials = { email: `person${people}@example.com`, password: `a wholly new phrase ${people}` };
      const answer = await browser.mutate("auth.signup", { ...credentials, name: `Person ${people}` });
      const { user } = answer.data as { user: { id: string } };
      return { browser, ...credentials, id: user.id };
    },
  };
  return world;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** A store that counts what it is asked, and can be taken down. */
function watched(store: Store) {
  const counted = <A extends unknown[], R>(method: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      watching.questions += 1;
      await watching.before();
      if (watching.down) throw new Error("connection refused at redis://secret-host:6379");
      return method(...args);
    };
  };
  const watching = {
    name: store.name,
    read: counted(store.read.bind(store)),
    put: counted(store.put.bind(store)),
    putIfAbsent: counted(store.putIfAbsent.bind(store)),
    tail: counted(store.tail.bind(store)),
    close: store.close.bind(store),
    questions: 0,
    down: false,
    before: async () => {},
  };
  return watching;
}
