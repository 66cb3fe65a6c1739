import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../child.mjs";
import { Failure } from "../failure.mjs";
import { root } from "../paths.mjs";
import { packageFolders } from "../workspace.mjs";
import { digest } from "./digest.mjs";
import { locked } from "./lock.mjs";
import { providePnpm } from "./pnpm.mjs";
import { say } from "./say.mjs";

const STAMP = join(root, "node_modules/.curfew-installed");

/**
 * Installs what the lockfile names, unless exactly that is installed already.
 * @param {import("../child.mjs").Environment} env
 */
export async function installPackages(env) {
  if (isInstalled()) return;
  const withPnpm = await providePnpm(env);
  await locked("set-up", async () => {
    if (isInstalled()) return;
    say("Installing packages (again only when they change)");
    const { code, output } = await run("pnpm", ["install", "--frozen-lockfile"], { env: { ...withPnpm, CI: "true" } });
    if (code !== 0) throw new Failure(`The packages could not be installed:\n${output}`);
    writeFileSync(STAMP, fingerprint());
  });
}

function isInstalled() {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === fingerprint();
}

/** What is wanted, and when pnpm last changed what is there: someone may have installed something else since. */
function fingerprint() {
  const manifests = ["package.json", ...packageFolders().map((folder) => join(folder, "package.json"))];
  const changed = statSync(join(root, "node_modules/.modules.yaml"), { throwIfNoEntry: false })?.mtimeMs;
  return `${digest(["pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests])} ${changed}`;
}
