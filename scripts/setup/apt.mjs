import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { run } from "../child.mjs";
import { findProgram } from "./path.mjs";
import { say } from "./say.mjs";

/** Asked by Debian's packages before they start a service; 101 means: don't. */
const POLICY = "/usr/sbin/policy-rc.d";

/** @param {import("../child.mjs").Environment} env */
export function canUseApt(env) {
  return process.getuid?.() === 0 && findProgram(["apt-get"], env) !== undefined;
}

/**
 * Installs Debian packages without starting the services in them.
 * @param {readonly string[]} packages
 * @param {import("../child.mjs").Environment} env
 * @returns {Promise<string | undefined>} what went wrong
 */
export async function aptInstall(packages, env) {
  say(`Installing ${packages.join(", ")} with apt-get (once)`);
  const quiet = { env: { ...env, DEBIAN_FRONTEND: "noninteractive" } };
  const patient = ["-q", "-o", "DPkg::Lock::Timeout=300"];
  return withoutServices(async () => {
    // An outdated list names packages that are gone; a list that can't be refreshed may still do.
    await run("apt-get", [...patient, "update"], quiet);
    const { code, output } = await run(
      "apt-get",
      [...patient, "install", "--yes", "--no-install-recommends", ...packages],
      quiet,
    );
    return code === 0 ? undefined : output.trim().split("\n").slice(-3).join("\n");
  });
}

/**
 * @template T
 * @param {() => Promise<T>} work
 */
async function withoutServices(work) {
  if (existsSync(POLICY)) return work();
  writeFileSync(POLICY, "#!/bin/sh\nexit 101\n");
  chmodSync(POLICY, 0o755);
  try {
    return await work();
  } finally {
    rmSync(POLICY, { force: true });
  }
}
