import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Tests of whole processes, half a minute and more a file: begun last, one of them would keep a processor waiting. */
const LONG = /tests\/system\//;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isShort = ({ moduleId }: TestSpecification) => Number(!LONG.test(moduleId));
    return (await super.sort(files)).sort((one, other) => isShort(one) - isShort(other));
  }
}

/**
 * One run over all packages, each under its own configuration. Files share a worker (`isolate: false`): to load the
 * sources anew for each took half of the time. So no module may keep anything from one file's tests to another's.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      "packages/*",
      "apps/*",
      "tests/*",
      { test: { name: "scripts", isolate: false, root: "scripts", include: ["test/**/*.test.ts"] } },
    ],
  },
});
