import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../paths.mjs";
import { tally as tallyBrowser } from "../steps/e2e.mjs";
import { tally as tallyUnit } from "../steps/unit.mjs";

const file = (name: string, ...statuses: string[]) => ({
  ...{ name, startTime: 0, endTime: 1 },
  status: statuses.includes("failed") ? "failed" : "passed",
  assertionResults: statuses.map((status, index) => ({ fullName: `${name} ${index}`, status })),
});

test("a skipped test, a file that does not load, one that no runner saw and a package without tests are failures", () => {
  const broken = { name: "/broken.test.ts", startTime: 0, endTime: 1, status: "failed", assertionResults: [] };
  const testResults = [file("/a.test.ts", "passed", "skipped", "todo", "failed"), broken];
  const files = ["/a.test.ts", "/broken.test.ts", join(root, "packages/auth/unseen.test.ts")];
  const { passed, failures } = tallyUnit({ testResults }, 1, [
    { name: "auth", files },
    { name: "api", files: [] },
  ]);
  expect(passed).toBe(1);
  expect(failures).toEqual([
    "/a.test.ts 1 (skipped)",
    "/a.test.ts 2 (todo)",
    "/a.test.ts 3 (failed)",
    "/broken.test.ts",
    "packages/auth/unseen.test.ts (no test of it ran)",
    "api (no tests)",
  ]);
});

test("a runner that fails though every test passed is a failure", () => {
  expect(tallyUnit({ testResults: [file("/a.test.ts", "passed")] }, 1, [])).toEqual({
    passed: 1,
    failures: ["vitest ended with exit code 1"],
  });
});

test("a browser test that passes at the second attempt has failed", () => {
  const specs = ["expected", "flaky", "skipped"].map((status) => ({
    title: `is ${status}`,
    tests: [{ projectName: "chromium", status }],
  }));
  const suites = [
    { title: "login.spec.ts", file: "login.spec.ts", suites: [{ title: "login", file: "login.spec.ts", specs }] },
  ];
  const { passed, failures } = tallyBrowser({ config: { rootDir: "/e2e" }, suites, errors: [] }, 0, [
    "/e2e/login.spec.ts",
  ]);
  expect(passed).toBe(1);
  expect(failures).toEqual([
    "login.spec.ts › login › is flaky [chromium] (flaky)",
    "login.spec.ts › login › is skipped [chromium] (skipped)",
  ]);
});
