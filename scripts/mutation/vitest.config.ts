import { matchesGlob, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { GROUPS, SUBJECT } from "./groups.ts";

const root = fileURLToPath(new URL(`../../${SUBJECT}`, import.meta.url));
const suites = GROUPS[process.env.CURFEW_MUTATION_GROUP ?? ""]?.suites ?? [];

function place({ moduleId }: TestSpecification): number {
  return suites.findIndex((glob) => matchesGlob(relative(root, moduleId), glob));
}

/** In the order of the list, where vitest would start with the slowest. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => place(one) - place(other));
  }
}

/** How the suites are run against one mutant: see `scripts/mutation/groups.ts`. */
export default defineConfig({
  root,
  test: { include: [...suites], testTimeout: 20_000, sequence: { sequencer: QuickFirst } },
});
