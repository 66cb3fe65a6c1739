import { rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../clock.ts";

const PAUSE_MS = 20;
/** What is done under a lock takes milliseconds: one that stands for longer has lost its owner. */
const ABANDONED_MS = 5_000;

/**
 * Does something with a file while no other process does anything with it under its lock. A lock left
 * behind by a process that died is taken over after five seconds. Two that take it over in the same
 * moment may both come in: what they do has to bear that one of them is lost.
 *
 * `proper-lockfile` would do the same, and be a fourth dependency of every user of this package, with handlers on the
 * process's signals and a timer that throws where a lock was lost.
 */
export async function underLock<T>(path: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  let since = clock().getTime();
  for (let seen = ""; !(await claim(lock)); await sleep(PAUSE_MS)) {
    const standing = await fingerprint(lock);
    const now = clock().getTime();
    if (standing !== seen) since = now;
    seen = standing;
    if (now - since > ABANDONED_MS) await rm(lock, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function claim(lock: string): Promise<boolean> {
  return writeFile(lock, "", { flag: "wx", mode: 0o600 }).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EEXIST") return false;
      throw cause;
    },
  );
}

/** Tells one owner's lock from the next one's. */
async function fingerprint(lock: string): Promise<string> {
  const found = await stat(lock, { bigint: true }).catch(() => null);
  return found === null ? "" : `${found.ino}.${found.mtimeNs}`;
}
