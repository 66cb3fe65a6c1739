import { readFileSync } from "node:fs";
import type { Parsed } from "./parse.ts";

/** Reads a file, without the one newline that editors and `echo` put at its end. */
export function readSecretFile(path: string): Parsed<string> {
  try {
    const value = readFileSync(path, "utf8").replace(/\r?\n$/, "");
    return value === "" ? { problem: "must be the path of a file that is not empty" } : { value };
  } catch (cause) {
    return { problem: `must be the path of a file that can be read (${(cause as NodeJS.ErrnoException).code})` };
  }
}
