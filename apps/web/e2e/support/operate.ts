import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const QUIETLY = "--disable-warning=ExperimentalWarning";

/**
 * Runs the operator's command in a process of its own, and resolves with what it printed. Rejects if it fails. Playwright
 * would compile all of the app in each of its workers, which takes ten times as long as a process that was compiled once.
 */
export async function operate(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [QUIETLY, MAIN, ...args], { env });
  return stdout;
}
