import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { web } from "../paths.mjs";
import { isAlive } from "./lock.mjs";

/** Where the builds are, from the web application's folder. */
export const BUILDS = ".builds";

const FOLDER = join(web, BUILDS);
const KEPT = 3;
/** Written last: a build without it was interrupted. */
const COMPLETE = ".complete";
/** Holds a file for each process that uses the build. */
const USERS = ".users";
/** Names the build of a server that is started without these scripts; read by `next.config.mjs`. */
const CHOSEN = "chosen";

/**
 * The name of a complete build of these sources.
 * @param {string} sources
 */
export function findBuild(sources) {
  return builds().find((name) => name.startsWith(`${sources}-`) && isComplete(name));
}

/**
 * Notes that a build has come to its end.
 * @param {string} name
 */
export function markComplete(name) {
  writeFileSync(join(FOLDER, name, COMPLETE), "");
}

function builds() {
  return existsSync(FOLDER) ? readdirSync(FOLDER) : [];
}

/** @param {string} name */
function isComplete(name) {
  return existsSync(join(FOLDER, name, COMPLETE));
}

/**
 * Has a server that is started without these scripts take a build.
 * @param {string} folder the build's, from the web application's
 * @param {string} [application] the web application's folder
 */
export function chooseBuild(folder, application = web) {
  const path = join(application, BUILDS, CHOSEN);
  // Written only where it changes: what was built before may be in a place that can only be read.
  if (!existsSync(path) || readFileSync(path, "utf8") !== folder) writeFileSync(path, folder);
}

function chosen() {
  const path = join(FOLDER, CHOSEN);
  return existsSync(path) ? basename(readFileSync(path, "utf8")) : undefined;
}

/**
 * Notes that this process uses a build, so that nobody removes it. On a file system that may only be read, or as
 * somebody who may not write there, it goes without: then only who builds again and again can remove it.
 * @param {string} name
 */
export function markUsed(name) {
  try {
    noteUse(name);
  } catch (error) {
    const { code = "" } = /** @type {NodeJS.ErrnoException} */ (error);
    if (!["EROFS", "EACCES", "EPERM"].includes(code)) throw error;
  }
}

/** @param {string} name */
function noteUse(name) {
  const now = new Date();
  utimesSync(join(FOLDER, name, COMPLETE), now, now);
  const users = join(FOLDER, name, USERS);
  mkdirSync(users, { recursive: true });
  for (const pid of readdirSync(users)) if (!isAlive(Number(pid))) rmSync(join(users, pid), { force: true });
  writeFileSync(join(users, String(process.pid)), "");
}

/**
 * Removes what is left of interrupted builds, and all others but those last used, those that a
 * living process uses, and the one just made.
 * @param {string} made
 */
export function prune(made) {
  const others = builds().filter((name) => ![made, CHOSEN, chosen()].includes(name));
  const newestFirst = others.filter(isComplete).sort((a, b) => lastUse(b) - lastUse(a));
  const old = newestFirst.slice(KEPT - 1).filter((name) => !isInUse(name));
  for (const name of [...others.filter((other) => !isComplete(other)), ...old]) remove(name);
}

/** @param {string} name */
function remove(name) {
  try {
    rmSync(join(FOLDER, name), { recursive: true, force: true });
  } catch {
    // The compiler of an interrupted build is still writing there: it goes the next time.
  }
}

/** @param {string} name */
function lastUse(name) {
  return statSync(join(FOLDER, name, COMPLETE)).mtimeMs;
}

/** @param {string} name */
function isInUse(name) {
  const users = join(FOLDER, name, USERS);
  return existsSync(users) && readdirSync(users).some((pid) => isAlive(Number(pid)));
}
