import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { WARNING_KINDS } from "../../src/backend/observability/metrics/warning-kinds.ts";
import { expectShown, figuresOfALife } from "./support.ts";

const FOLDER = fileURLToPath(new URL("../../../../ops/prometheus", import.meta.url));

const rules = readFileSync(`${FOLDER}/curfew.rules.yaml`, "utf8");

/** Every expression of the rules, those over several lines on one. */
function expressions(): string[] {
  return [...rules.matchAll(/^ {8}expr: (?:>\n)?([\s\S]*?)\n {8}\w+:/gm)].map(([, text = ""]) =>
    text.replace(/\s+/g, " "),
  );
}

async function promtool(...args: string[]): Promise<string> {
  const program = process.env.PROMTOOL ?? "promtool";
  const { stdout } = await promisify(execFile)(program, args, { cwd: FOLDER });
  return stdout;
}

test("Prometheus accepts the alert rules, and each fires when it should", async () => {
  try {
    await promtool("--version");
  } catch (cause) {
    const missing =
      "promtool (Debian: prometheus) is missing: the alert rules in ops/prometheus were NOT checked by it";
    if (process.env.CI) throw new Error(missing, { cause });
    console.error(missing);
    return;
  }
  expect(await promtool("check", "rules", "--lint=all", "--lint-fatal", "curfew.rules.yaml")).toContain("SUCCESS");
  expect(await promtool("test", "rules", "curfew.test.yaml")).toContain("SUCCESS");
});

test("Alerts use only existing metrics and labels", async () => {
  const figures = await figuresOfALife();
  const asked = expressions();
  expect(asked).toHaveLength(rules.split("- alert:").length - 1);
  // Prometheus itself says whether it reached a process.
  for (const expression of asked.filter((each) => !each.startsWith("up{"))) expectShown(figures, expression);
});

test("Each alert has its own test, and names existing kinds", () => {
  const tests = readFileSync(`${FOLDER}/curfew.test.yaml`, "utf8");
  for (const [, name = ""] of rules.matchAll(/- alert: (\w+)/g)) expect(tests).toContain(`alertname="${name}"`);
  for (const [, kinds = ""] of rules.matchAll(/kind(?:=~|!~|=)"([^"]+)"/g)) {
    for (const kind of kinds.split("|")) expect(WARNING_KINDS).toContain(kind);
  }
});
