import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Stryker } from "@stryker-mutator/core";
import { GROUPS, SUBJECT } from "./groups.ts";
import type { Mutant } from "./score.ts";

const subject = fileURLToPath(new URL(`../../${SUBJECT}`, import.meta.url));
const FOLDER = ".tools/mutation";

type Options = ConstructorParameters<typeof Stryker>[0];
type Result = Awaited<ReturnType<Stryker["runMutationTest"]>>[number];

/** Runs Stryker over one group. Its reports end up in `.tools/mutation/`. */
export async function runGroup(name: string): Promise<Mutant[]> {
  process.env.CURFEW_MUTATION_GROUP = name;
  const results = await new Stryker(optionsOf(name)).runMutationTest();
  return results.map((result) => ({ group: name, ...mutantOf(result) }));
}

/**
 * The vitest runner takes what our own suites take: TypeScript as it stands, in a copy of the project whose
 * `node_modules` are links to the real ones. There is no type checker, because Stryker's wants an API that TypeScript 7
 * doesn't have: mutants that wouldn't compile are run like others.
 */
function optionsOf(name: string): Options {
  return {
    mutate: (GROUPS[name]?.mutate ?? []).map((glob) => `${SUBJECT}/${glob}`),
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner", "./scripts/mutation/ignore-messages.mjs"],
    ignorers: ["error-messages"],
    vitest: { configFile: "scripts/mutation/vitest.config.ts", related: false },
    coverageAnalysis: "perTest",
    concurrency: 2,
    // What a mutant may take longer than its tests do: one that hangs costs so much, and a busy machine must not make one.
    timeoutMS: 8_000,
    timeoutFactor: 2,
    dryRunTimeoutMinutes: 15,
    tempDirName: `${FOLDER}/work`,
    ignorePatterns: ["/apps", "/docs", "/ops", "/.tools", "/.data", "/.ci"],
    disableTypeChecks: false,
    // Every tsconfig.json is copied with what it extends: nothing to rewrite.
    tsconfigFile: "none",
    reporters: [process.stdout.isTTY ? "progress" : "progress-append-only", "clear-text", "json", "html"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: false },
    jsonReporter: { fileName: `${FOLDER}/${name}.json` },
    htmlReporter: { fileName: `${FOLDER}/${name}.html` },
    allowConsoleColors: false,
  };
}

function mutantOf({ fileName, location, mutatorName, replacement = "", status }: Result): Omit<Mutant, "group"> {
  const file = relative(subject, fileName);
  return { file, line: location.start.line, mutator: mutatorName, to: replacement, status };
}
