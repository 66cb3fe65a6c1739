import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Parsed } from "./parse.ts";

/** A folder that is there and can be written to, or that can be made. Makes nothing itself; answers its absolute path. */
export function directory(text: string): Parsed<string> {
  const value = resolve(text);
  return isUsable(value) ? { value } : { problem: "must be a folder that can be made and written to" };
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
