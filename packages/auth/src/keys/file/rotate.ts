import type { Clock } from "../../clock.ts";
import type { Lifetimes } from "../../lifetimes.ts";
import { generateKeySet } from "../generate.ts";
import { createKeyFile, readKeySet, replaceKeyFile } from "./contents.ts";
import { underLock } from "./lock.ts";
import { livingAt, readSchedule, ringAt, type Schedule } from "./schedule.ts";

export interface KeyFile {
  readonly path: string;
  readonly lifetimes: Lifetimes;
  /** How long a new key is published before it signs, so that all who verify have heard of it. */
  readonly leadSeconds: number;
  readonly clock: Clock;
}

/** A key that was put in front of the others. */
export interface NewKey {
  readonly kid: string;
  readonly signsFrom: Date;
}

/** Makes the first key, unless another process is quicker. */
export async function makeFirstKey({ path, clock }: KeyFile): Promise<void> {
  const { keys } = await generateKeySet();
  await createKeyFile(path, { keys: keys.map((key) => ({ ...key, signsFrom: clock() })) });
}

/**
 * Puts a new key of the newest one's algorithm in front, and drops those whose tokens are all dead.
 * Throws `KeySetError` if the file can't be used; then nothing is changed.
 */
export function addKey(file: KeyFile): Promise<NewKey> {
  return underLock(file.path, file.clock, () => addInFront(file, { ...survey(file), leadSeconds: file.leadSeconds }));
}

/** What came of a ban. `added`: the key that signs at once in the place of the banned one, if that was the one that signed. */
export type Ban = { readonly isKnown: false } | { readonly isKnown: true; readonly added: NewKey | null };

/**
 * Marks a key as one that neither signs nor verifies any more. Banning it again changes nothing.
 * Throws `KeySetError` if the file can't be used; then nothing is changed.
 */
export function banKey(file: KeyFile, keyId: string): Promise<Ban> {
  return underLock(file.path, file.clock, async () => {
    const { schedule, living, isClean } = survey(file);
    const term = schedule.find(({ key }) => key.kid === keyId);
    if (term === undefined) return { isKnown: false };
    if (term.isBanned) return { isKnown: true, added: null };
    const marked = living.map((key) => (key.kid === keyId ? { ...key, bannedAt: file.clock() } : key));
    const isSigning = ringAt(schedule, file.clock()).signing.kid === keyId;
    if (isSigning) {
      const added = await addInFront(file, { schedule, living: marked, isClean, leadSeconds: 0 });
      return { isKnown: true, added };
    }
    await replaceKeyFile(file.path, { keys: marked });
    return { isKnown: true, added: null };
  });
}

async function addInFront(
  file: KeyFile,
  { schedule, living, leadSeconds }: Survey & Pick<KeyFile, "leadSeconds">,
): Promise<NewKey> {
  const { keys } = await generateKeySet(schedule[0]?.key.alg);
  const signsFrom = new Date(file.clock().getTime() + leadSeconds * 1000);
  const added = keys.map((key) => ({ ...key, signsFrom }));
  await replaceKeyFile(file.path, { keys: [...added, ...living] });
  return { kid: added[0]?.kid ?? "", signsFrom };
}

/** Takes out of the file those keys whose tokens are all dead, if there are any. */
export async function dropDeadKeys(file: KeyFile): Promise<void> {
  if (survey(file).isClean) return;
  await underLock(file.path, file.clock, async () => {
    const { isClean, living } = survey(file);
    if (!isClean) await replaceKeyFile(file.path, { keys: living });
  });
}

interface Survey {
  readonly schedule: Schedule;
  /** Word for word those that are still needed, banned ones among them. */
  readonly living: readonly { readonly kid: string }[];
  readonly isClean: boolean;
}

/** The keys as they stand in the file. */
function survey({ path, lifetimes, clock }: KeyFile): Survey {
  const keySet = readKeySet(path);
  const schedule = readSchedule(keySet, lifetimes);
  const needed = new Set(livingAt(schedule, clock()).map(({ key }) => key.kid));
  const { keys } = keySet as { readonly keys: readonly { readonly kid: string }[] };
  return { schedule, living: keys.filter(({ kid }) => needed.has(kid)), isClean: needed.size === keys.length };
}
