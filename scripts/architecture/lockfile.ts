import type { Breach } from "./breach.ts";

/** Where packages came from is each machine's own setting: a lockfile that names a host fails elsewhere. */
export function lockfileBreaches(path: string, text: string): Breach[] {
  const lines = text.split("\n").map((line, index) => ({ line, number: index + 1 }));
  return lines
    .filter(({ line }) => /https?:\/\//.test(line) && !/^\s*deprecated:/.test(line))
    .map(({ number }) => ({
      at: `${path}:${number}`,
      problem: "names a host",
      instead: "Take the address out of the lockfile, and let `pnpm install` write it anew.",
    }));
}
