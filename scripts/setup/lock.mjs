import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { tools } from "../paths.mjs";
import { say } from "./say.mjs";

const POLL_MS = 100;
/** Writing one's id into a lock takes microseconds: one that is empty for longer has lost its owner. */
const ABANDONED_MS = 5_000;

/**
 * Does something while no other process in this folder does anything under the same lock. A lock
 * left behind by a process that died is taken over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function locked(name, work) {
  mkdirSync(tools, { recursive: true });
  const lock = join(tools, `${name}.lock`);
  for (let told = false; !claim(lock); ) {
    if (breakIfStale(lock)) continue;
    if (!told) say(`Waiting for another command in this folder to finish its ${name} (${lock})`);
    told = true;
    await setTimeout(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function claim(lock) {
  return succeeds("EEXIST", () => writeFileSync(lock, String(process.pid), { flag: "wx" }));
}

/**
 * Two processes that see the same stale lock must not remove it one after the other: the second
 * would remove the first one's new lock. So only the holder of a second lock removes.
 * @param {string} lock
 * @returns {boolean} whether it is gone
 */
function breakIfStale(lock) {
  if (!isStale(lock)) return false;
  const guard = `${lock}.break`;
  if (!succeeds("EEXIST", () => mkdirSync(guard))) {
    if (isOld(guard)) succeeds("ENOENT", () => rmdirSync(guard));
    return false;
  }
  try {
    if (isStale(lock)) rmSync(lock, { force: true });
    return true;
  } finally {
    rmdirSync(guard);
  }
}

/** @param {string} lock */
function isStale(lock) {
  try {
    const owner = Number(readFileSync(lock, "utf8"));
    return owner ? !isAlive(owner) : isOld(lock);
  } catch {
    return false;
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  return succeeds("ESRCH", () => process.kill(pid, 0), "EPERM");
}

/** @param {string} path */
function isOld(path) {
  const age = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - age > ABANDONED_MS;
}

/**
 * @param {string} failure the error code that means no
 * @param {() => void} attempt
 * @param {string} [success] an error code that means yes
 */
function succeeds(failure, attempt, success) {
  try {
    attempt();
    return true;
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    if (code === failure) return false;
    if (code === success) return true;
    throw error;
  }
}
