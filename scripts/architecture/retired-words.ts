import { basename } from "node:path";
import type { Breach } from "./breach.ts";
import type { Source } from "./source.ts";

/** Words that names no longer use, and what they use instead: the field's own terms. */
const RETIRED: Readonly<Record<string, string>> = {
  ailment: "fault",
  birthmarks: "issuanceState",
  chronicle: "store events",
  deed: "user action",
  door: "validate",
  doubt: "in doubt",
  farewell: "logout reason",
  foundation: "services",
  gauge: "store latency",
  idioms: "dialect",
  keyspace: "store",
  mutants: "mutation",
  refusals: "rejections",
  resident: "simulated user",
  sighting: "checkpoint tracker",
  strike: "inject fault",
  surplus: "least recently seen",
  survivors: "mutants that survive",
  tally: "checker",
  testimony: "snapshot",
  trial: "demo",
  trials: "demo",
  undertaker: "revoked tokens",
  upkeep: "maintenance",
  vandal: "malformed input",
  walls: "architecture",
};

/** Words that are part of a longer name of the field's own, where they may stay. */
const ALLOWED = /in-?doubt/i;

/** Names of files, folders and declarations that hold a retired word. */
export function retiredWordBreaches(sources: readonly Source[]): Breach[] {
  return sources.flatMap(({ path, names }) => [
    ...path.split("/").flatMap((part) => breachesOf(`${path}:1`, basename(part).replace(/\..*$/, ""))),
    ...names.flatMap(({ text, line }) => breachesOf(`${path}:${line}`, text)),
  ]);
}

function breachesOf(at: string, name: string): Breach[] {
  if (ALLOWED.test(name)) return [];
  return wordsOf(name)
    .filter((word) => Object.hasOwn(RETIRED, word))
    .map((word) => ({
      at,
      problem: `calls something “${name}”`,
      instead: `Say ${RETIRED[word]} where it said ${word}: names use the terms that the field uses.`,
    }));
}

/** The words of a name in camel case, kebab case or capitals. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase());
}
