import { existsSync } from "node:fs";
import { type Clock, systemClock } from "../../clock.ts";
import { DEFAULT_LIFETIMES, type Lifetimes } from "../../lifetimes.ts";
import { KeySetError, type PrivateKeySet } from "../key-set.ts";
import { createKeyRing, type KeyRing } from "../ring.ts";
import { fingerprintOf, readKeySet } from "./contents.ts";
import { addKey, type Ban, banKey, dropDeadKeys, type KeyFile, makeFirstKey, type NewKey } from "./rotate.ts";
import { readSchedule, ringAt, type Schedule } from "./schedule.ts";

export type { Ban, NewKey } from "./rotate.ts";
export type { KeyTerm, Schedule } from "./schedule.ts";
export { livingAt } from "./schedule.ts";

/** The keys a process works with. */
export interface Keys {
  /** Returns the ring in force now: what `createAuth` takes as `keys`. */
  ring(): KeyRing;
  /** Lists every key, and what it is for at which time. */
  schedule(): Schedule;
  /** Adds a key that signs from a moment on; null for keys that aren't ours to make. */
  readonly add: (() => Promise<NewKey>) | null;
  /** Bans a key; null for keys that aren't ours to change. */
  readonly ban: ((keyId: string) => Promise<Ban>) | null;
}

/** Keys that stand in a file, and can be changed there. Changes reject with `KeySetError` if it can't be used. */
export interface FileKeys extends Keys {
  readonly add: () => Promise<NewKey>;
  readonly ban: (keyId: string) => Promise<Ban>;
}

export interface KeyFileOptions {
  /** A JWK Set of private keys (RFC 7517 §5) whose folder is there. Only its owner may read it. */
  readonly path: string;
  /** Those of `createAuth`: an old key verifies until its last token is dead. */
  readonly lifetimes?: Partial<Lifetimes>;
  /**
   * How long a new key is published before it signs, for verifiers elsewhere that fetch the set now and then;
   * seconds. Default 600.
   */
  readonly leadSeconds?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Told once of a file that can't be used any more; the keys in memory stay in force. The message holds no key. */
  readonly onProblem?: (problem: KeySetError) => void;
}

/** How soon a running process notices another file; at once if it meets a token of a key it doesn't know. */
const LOOK_EVERY_MS = 1_000;

const LEAD_SECONDS = 600;

/**
 * Creates keys that are given and never change: the first signs, all verify. Throws `KeySetError` if they can't be used.
 *
 * @example
 * const keys = createFixedKeys(await generateKeySet());
 * console.log(keys.schedule().length, keys.add); // 1 null
 */
export function createFixedKeys(keySet: PrivateKeySet): Keys {
  const ring = createKeyRing(keySet);
  const schedule = [...ring.byId.values()].map((key) => ({
    key,
    signsFrom: null,
    verifiesUntil: null,
    isBanned: false,
  }));
  return { ring: () => ring, schedule: () => schedule, add: null, ban: null };
}

/**
 * Opens a file of keys. Where there is none it is made, with one key; keys whose tokens are all dead are dropped. Rejects
 * as `followKeyFile` throws.
 *
 * @example
 * const keys = await openKeyFile({ path: "./signing-keys.json" });
 * const auth = createAuth({ issuer: "https://example.com", keys: keys.ring, store: memoryStore() });
 * await keys.add(); // a new key signs in ten minutes, and the old one verifies until its last token is dead
 */
export async function openKeyFile(options: KeyFileOptions): Promise<FileKeys> {
  const file = fileOf(options);
  if (!existsSync(file.path)) await makeFirstKey(file);
  await dropDeadKeys(file).catch(ignoreReadOnly);
  return followKeyFile(options);
}

/**
 * Follows a file of keys that is there. The file is looked at again once a second by whatever asks for a key, so that it
 * can be replaced under running processes; one that can't be used changes nothing. Throws `KeySetError` if what is there
 * at first can't be used.
 */
export function followKeyFile(options: KeyFileOptions): FileKeys {
  const file = fileOf(options);
  const { schedule, look } = follow(file, options.onProblem ?? (() => {}));
  const andLook = async <T>(change: Promise<T>) => {
    const changed = await change;
    look();
    return changed;
  };
  const ringNow = () => ringAt(schedule(), file.clock());
  const lookAgain = () => {
    look();
    return ringNow();
  };
  return {
    ring: () => lookingRing(ringNow(), lookAgain),
    schedule,
    add: () => andLook(addKey(file)),
    ban: (keyId) => andLook(banKey(file, keyId)),
  };
}

/**
 * The same ring, but that it asks again for a key it doesn't know, and where every key it knows is banned: with a lead of 0,
 * or after a ban, another process may have made a key before this one has looked at the file. A forged key id costs no more
 * than that look.
 */
function lookingRing(ring: KeyRing, lookAgain: () => KeyRing): KeyRing {
  class LookingMap extends Map<string, KeyRing["signing"]> {
    override get(keyId: string) {
      return super.get(keyId) ?? lookAgain().byId.get(keyId);
    }
  }
  return { ...ring, byId: new LookingMap(ring.byId), latest: lookAgain };
}

/** Dead keys verify nothing; that they stand in a file that may only be read is no reason not to start. */
function ignoreReadOnly(cause: NodeJS.ErrnoException): void {
  if (!["EROFS", "EACCES", "EPERM"].includes(cause.code ?? "")) throw cause;
}

function fileOf({ path, lifetimes, leadSeconds = LEAD_SECONDS, clock = systemClock }: KeyFileOptions): KeyFile {
  return { path, lifetimes: { ...DEFAULT_LIFETIMES, ...lifetimes }, leadSeconds, clock };
}

interface Followed {
  /** The file's schedule as of at most a second ago. */
  schedule(): Schedule;
  look(): void;
}

function follow({ path, lifetimes, clock }: KeyFile, onProblem: (problem: KeySetError) => void): Followed {
  let seen = fingerprintOf(path);
  let schedule = readSchedule(readKeySet(path), lifetimes);
  let lookedAt = clock().getTime();
  let trouble: string | null = null;

  const look = () => {
    try {
      const present = fingerprintOf(path);
      if (present !== seen) schedule = readSchedule(readKeySet(path), lifetimes);
      seen = present;
      trouble = null;
    } catch (cause) {
      if (!(cause instanceof KeySetError)) throw cause;
      if (cause.message !== trouble) onProblem(cause);
      trouble = cause.message;
    }
  };

  return {
    look,
    schedule() {
      const now = clock().getTime();
      if (now < lookedAt || now - lookedAt >= LOOK_EVERY_MS) {
        lookedAt = now;
        look();
      }
      return schedule;
    },
  };
}
