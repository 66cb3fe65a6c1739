import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { normalise } from "../schemas/password.ts";
import { createJudging } from "./judging.ts";
import { type Load, limitConcurrency } from "./limit-concurrency.ts";

/** OWASP's first recommendation: argon2id (the library's default), 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes at once: so few that a storm of logins leaves a core and most of the thread pool to everything else. */
const HASHES_AT_ONCE = 2;
/** At about 10 ms each, the last in the queue waits a third of a second. */
const WAITING = 64;

/**
 * The work that passwords are, off the event loop and a little at a time. Callers take turns: what one of
 * them brings delays nobody else by more than one piece. Rejects with `QueueFull` if too much waits.
 */
export interface Passwords {
  hash(caller: string, password: string): Promise<string>;
  /** False also without a hash to compare with, after the same work. */
  verify(caller: string, password: string, hash: string | null): Promise<boolean>;
  /** Resolves when new passwords can be judged at once. Never rejects. */
  warm(): Promise<void>;
  /** Says why guessers try a password early, knowing this about the person; null if they don't. */
  refusal(caller: string, password: string, about: readonly string[]): Promise<string | null>;
  /** Tells how many hashes are computed now, and how many wait. */
  load(): Load;
}

/** One for all: its thread has the dictionaries in memory. */
const judging = createJudging(WAITING);

export function createPasswords(): Passwords {
  const hashing = limitConcurrency(HASHES_AT_ONCE, WAITING);
  const nobodys = hash(randomBytes(32), COST);
  return {
    hash(caller, password) {
      return hashing.take(caller, () => hash(normalise(password), COST));
    },
    verify(caller, password, stored) {
      return hashing.take(caller, async () => {
        const matches = await verify(stored ?? (await nobodys), normalise(password));
        return matches && stored !== null;
      });
    },
    warm: judging.warm,
    async refusal(caller, password, about) {
      return (await judging.judge(caller, { password, about })).refusal;
    },
    load: hashing.load,
  };
}
