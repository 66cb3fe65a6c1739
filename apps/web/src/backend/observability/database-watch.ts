import { type Database, DatabaseUnavailable } from "@curfew/api";
import type { Advice } from "./advice.ts";
import { createDatabaseHealth, type DatabaseHealth, type DatabaseHealthParts } from "./database-health.ts";

interface WatchedDatabase {
  /** The same database, with the outcome of every call noted. */
  readonly database: Database;
  /** Says that it takes no writes, for as long as it does. */
  readonly warnings: () => readonly string[];
  /** Tries whether it takes writes. What it finds is one of the warnings above. */
  readonly advice: Advice;
}

/** Notes when the database goes down, comes back, and takes no writes: in the log, as figures, and as a warning. */
export function watchDatabase(database: Database, parts: DatabaseHealthParts): WatchedDatabase {
  const health = createDatabaseHealth(parts);
  const advice = async () => {
    const [found] = await database.advice();
    // That it answers lifts what it found itself: to write nothing works on a full disk too.
    if (found === undefined) health.answered("advice");
    else health.refuse("advice", found);
    // Among its warnings, where whoever meets it when writing finds it told already.
    return [];
  };
  return { database: watched(database, "", health), warnings: health.warnings, advice };
}

/** Every method of the object and of those in it, under its path. */
function watched<T extends object>(methods: T, path: string, health: DatabaseHealth): T {
  const entries = Object.entries(methods).map(([name, part]: [string, unknown]) => {
    if (typeof part === "function") return [name, noting(part.bind(methods), `${path}${name}`, health)];
    return [name, typeof part === "object" && part !== null ? watched(part, `${name}.`, health) : part];
  });
  return Object.fromEntries(entries) as T;
}

type Method = (...input: unknown[]) => unknown;

function noting(method: Method, path: string, health: DatabaseHealth): Method {
  return (...input) => {
    const outcome = method(...input);
    if (!(outcome instanceof Promise) || path === "close") return outcome;
    return outcome.then(
      (answer: unknown) => {
        health.answered(path);
        return answer;
      },
      (error: unknown) => {
        if (error instanceof DatabaseUnavailable) health.failed(path, error);
        throw error;
      },
    );
  };
}
