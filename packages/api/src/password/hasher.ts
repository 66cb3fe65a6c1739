import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { Failure } from "../errors/failure.ts";
import { normalise } from "./rules.ts";

/** OWASP's first recommendation: argon2id (the library's default), 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** So few that a storm of logins leaves a core and most of the thread pool to everything else. */
const AT_ONCE = 2;
/** At about 10 ms each, the last in the queue waits a third of a second. */
const WAITING = 64;

/** Hashes and checks passwords off the event loop, a few at a time; refuses when too many wait. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** False also without a hash to compare with, after the same work. */
  verify(password: string, hash: string | null): Promise<boolean>;
}

export function createPasswords(): Passwords {
  const inTurn = createTurns(AT_ONCE, WAITING);
  const nobodys = hash(randomBytes(32), COST);
  return {
    hash(password) {
      return inTurn(() => hash(normalise(password), COST));
    },
    verify(password, stored) {
      return inTurn(async () => {
        const matches = await verify(stored ?? (await nobodys), normalise(password));
        return matches && stored !== null;
      });
    },
  };
}

type Turns = <T>(work: () => Promise<T>) => Promise<T>;

function createTurns(atOnce: number, waiting: number): Turns {
  const queue: (() => void)[] = [];
  let running = 0;
  const turn = () => {
    if (running < atOnce) {
      running += 1;
      return Promise.resolve();
    }
    if (queue.length >= waiting) throw new Failure("too_many_attempts", { retryAfterSeconds: 1 });
    return new Promise<void>((resolve) => queue.push(resolve));
  };
  const passOn = () => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return async (work) => {
    await turn();
    try {
      return await work();
    } finally {
      passOn();
    }
  };
}
