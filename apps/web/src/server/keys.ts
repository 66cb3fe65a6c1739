import { existsSync } from "node:fs";
import { join } from "node:path";
import { createKeyRing, type KeyRing, KeySetError, type PrivateKeySet } from "@curfew/auth";
import { fingerprintOf, readKeyFile } from "./keys/file.ts";
import { addKey, type Ban, banKey, dropDeadKeys, type KeyFile, makeFirstKey, type NewKey } from "./keys/rotate.ts";
import { readSchedule, ringAt, type Schedule } from "./keys/schedule.ts";
import type { Log } from "./observability/log/log.ts";

/** The keys a process works with. */
export interface Keys {
  /** The ring in force now. */
  ring(): KeyRing;
  /** Every key, and what it is for at which time. */
  schedule(): Schedule;
  /** Adds a key that signs from a moment on; null for keys that aren't ours to make. */
  readonly add: (() => Promise<NewKey>) | null;
  /** Bans a key; null for keys that aren't ours to change. */
  readonly ban: ((kid: string) => Promise<Ban>) | null;
}

/** How soon a running process notices another file; at once if it meets a token of a key it doesn't know. */
const LOOK_EVERY_MS = 1_000;

/** The keys that were given: the first signs, all verify. Throws `KeySetError` if they can't be used. */
export function givenKeys(keySet: PrivateKeySet): Keys {
  const ring = createKeyRing(keySet);
  const schedule = [...ring.byId.values()].map((key) => ({
    key,
    signsFrom: null,
    verifiesUntil: null,
    isBanned: false,
  }));
  return { ring: () => ring, schedule: () => schedule, add: null, ban: null };
}

type KeptIn = Omit<KeyFile, "path"> & { readonly log: Log };

/** The keys kept in a folder that is there, made if there are none yet. Dead ones are dropped. Throws as `presentKeys` does. */
export async function keptKeys(folder: string, parts: KeptIn): Promise<Keys> {
  const file = fileIn(folder, parts);
  if (!existsSync(file.path)) await makeFirstKey(file);
  await dropDeadKeys(file).catch(ignoreReadOnly);
  return presentKeys(folder, parts);
}

/**
 * The keys that a folder holds. The file is looked at again once a second by whoever asks, so that it can
 * be replaced under running processes; one that can't be used changes nothing. Throws `KeySetError` if
 * what is there at first can't be used.
 */
export function presentKeys(folder: string, parts: KeptIn): Keys {
  const file = fileIn(folder, parts);
  const { schedule, look } = followed(file);
  const andLook = async <T>(change: Promise<T>) => {
    const changed = await change;
    look();
    return changed;
  };
  const ringNow = () => ringAt(schedule(), parts.clock());
  const lookAgain = () => {
    look();
    return ringNow();
  };
  return {
    ring: () => lookingRing(ringNow(), lookAgain),
    schedule,
    add: () => andLook(addKey(file)),
    ban: (kid) => andLook(banKey(file, kid)),
  };
}

/**
 * The same ring, but that it asks again for a key it doesn't know, and where every key it knows is banned: with a lead of 0,
 * or after a ban, another process may have made a key before this one has looked at the file. A forged key id costs no more
 * than that look.
 */
function lookingRing(ring: KeyRing, lookAgain: () => KeyRing): KeyRing {
  class LookingMap extends Map<string, KeyRing["signing"]> {
    override get(kid: string) {
      return super.get(kid) ?? lookAgain().byId.get(kid);
    }
  }
  return { ...ring, byId: new LookingMap(ring.byId), latest: lookAgain };
}

/** Dead keys verify nothing; that they stand in a file that may only be read is no reason not to start. */
function ignoreReadOnly(cause: NodeJS.ErrnoException): void {
  if (!["EROFS", "EACCES", "EPERM"].includes(cause.code ?? "")) throw cause;
}

function fileIn(folder: string, parts: KeptIn): KeyFile & KeptIn {
  return { ...parts, path: join(folder, "signing-keys.json") };
}

/** The file's schedule as of at most a second ago. */
function followed({ path, lifetimes, clock, log }: KeyFile & KeptIn): { schedule(): Schedule; look(): void } {
  let seen = fingerprintOf(path);
  let schedule = readSchedule(readKeyFile(path), lifetimes);
  let lookedAt = clock().getTime();
  let trouble: string | null = null;

  const look = () => {
    try {
      const present = fingerprintOf(path);
      if (present !== seen) schedule = readSchedule(readKeyFile(path), lifetimes);
      seen = present;
      trouble = null;
    } catch (cause) {
      if (!(cause instanceof KeySetError)) throw cause;
      if (cause.message !== trouble) log("keys_unusable", { message: cause.message });
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
