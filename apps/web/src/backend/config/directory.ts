import { accessSync, constants, existsSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Parsed } from "./parse.ts";

/**
 * Reads a folder that is there and can be written to, or that can be made. Makes nothing itself; gives its absolute
 * path.
 */
export function directory(text: string): Parsed<string> {
  const value = absolutePath(text);
  return isUsable(value) ? { value } : { problem: "must be a folder that can be made and written to" };
}

/** Resolves a path from where the process was started. */
export function absolutePath(path: string): string {
  // The comment keeps Next.js's build, which looks for the files a program reads, from taking the whole project for them.
  return resolve(/* turbopackIgnore: true */ path);
}

function isUsable(path: string): boolean {
  try {
    if (!statSync(path).isDirectory()) return false;
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    return isMissing && path !== dirname(path) && isUsable(dirname(path));
  }
}

/**
 * Makes a folder for this user alone, and those above it, where they are missing. Node's own `recursive` tries for ever
 * where nothing can be made and the system says that what is above is missing, as in /proc. Rejects as `mkdir` does.
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (cause) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    const isAboveMissing = (cause as NodeJS.ErrnoException).code === "ENOENT" && !existsSync(dirname(path));
    if (!isAboveMissing) throw cause;
    await makeDirectory(dirname(path));
    await makeDirectory(path);
  }
}
