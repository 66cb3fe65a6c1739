import type { Breach } from "./breach.ts";
import type { Source } from "./source.ts";

/** Longest function, closures included; lines of code. */
const MOST_LINES = 60;

/** Functions of the packages' sources that don't fit on a screen. */
export function functionLengthBreaches(sources: readonly Source[]): Breach[] {
  return sources
    .filter(({ path }) => /^(apps|packages)\/[^/]+\/src\//.test(path))
    .flatMap(({ path, functions }) =>
      functions
        .filter(({ lines }) => lines > MOST_LINES)
        .map(({ text, line, lines }) => ({
          at: `${path}:${line}`,
          problem: `has ${text} of ${lines} lines`,
          instead: `Divide it: a function has at most ${MOST_LINES} lines of code.`,
        })),
    );
}
