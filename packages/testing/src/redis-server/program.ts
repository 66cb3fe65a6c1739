import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const PROGRAMS = ["redis-server", "valkey-server"];

/**
 * Finds a Redis or Valkey server program: the one named by `REDIS_SERVER`, else the first on the `PATH`.
 * @throws Error saying what was tried.
 */
export function findServerProgram(): string {
  const named = process.env.REDIS_SERVER;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`REDIS_SERVER names ${named}, which is not a program that can be run.`);
  }
  const directories = (process.env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  for (const program of PROGRAMS) {
    const found = directories.map((directory) => join(directory, program)).find(isExecutable);
    if (found) return found;
  }
  throw new Error(
    "These tests need a real Redis or Valkey server and found none. Tried: REDIS_SERVER (not set), " +
      `and ${PROGRAMS.join(" and ")} in every directory of the PATH. Install one or set REDIS_SERVER to its path.`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
