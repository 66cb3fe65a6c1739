import { type Clock, generateKeySet, type Lifetimes } from "@curfew/auth";
import { createKeyFile, readKeyFile, replaceKeyFile } from "./file.ts";
import { underLock } from "./lock.ts";
import { livingAt, readSchedule } from "./schedule.ts";

/**
 * How long a new key is published before it signs: twice what a running process takes to notice it,
 * so that none is shown a token whose key it has not heard of.
 */
const AHEAD_MS = 2_000;

export interface KeyFile {
  readonly path: string;
  readonly lifetimes: Lifetimes;
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
export async function addKey(file: KeyFile): Promise<NewKey> {
  return underLock(file.path, file.clock, async () => {
    const { schedule, living } = survey(file);
    const { keys } = await generateKeySet(schedule[0]?.key.alg);
    const signsFrom = new Date(file.clock().getTime() + AHEAD_MS);
    const added = keys.map((key) => ({ ...key, signsFrom }));
    await replaceKeyFile(file.path, { keys: [...added, ...living] });
    return { kid: added[0]?.kid ?? "", signsFrom };
  });
}

/** Takes out of the file those keys whose tokens are all dead, if there are any. */
export async function dropDeadKeys(file: KeyFile): Promise<void> {
  if (survey(file).isClean) return;
  await underLock(file.path, file.clock, async () => {
    const { isClean, living } = survey(file);
    if (!isClean) await replaceKeyFile(file.path, { keys: living });
  });
}

/** The keys as they stand in the file, and word for word those that are still needed. */
function survey({ path, lifetimes, clock }: KeyFile) {
  const keySet = readKeyFile(path);
  const schedule = readSchedule(keySet, lifetimes);
  const needed = new Set(livingAt(schedule, clock()).map(({ key }) => key.kid));
  const { keys } = keySet as { readonly keys: readonly { readonly kid: string }[] };
  return { schedule, living: keys.filter(({ kid }) => needed.has(kid)), isClean: needed.size === keys.length };
}
