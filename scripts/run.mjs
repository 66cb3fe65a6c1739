#!/usr/bin/env node
/**
 * What stands behind `npm start` and its sisters. Runs on any Node.js from 20 on, with nothing
 * installed, and sees to everything else itself.
 */
import { join } from "node:path";
import { become } from "./child.mjs";
import { bench } from "./commands/bench.mjs";
import { build } from "./commands/build.mjs";
import { bundle } from "./commands/bundle.mjs";
import { check } from "./commands/check.mjs";
import { ci } from "./commands/ci.mjs";
import { dev } from "./commands/dev.mjs";
import { mutation } from "./commands/mutation.mjs";
import { serve } from "./commands/serve.mjs";
import { simulate } from "./commands/simulate.mjs";
import { soak } from "./commands/soak.mjs";
import { test } from "./commands/test.mjs";
import { testWorld } from "./commands/test-world.mjs";
import { describe, Failure } from "./failure.mjs";
import { tools } from "./paths.mjs";
import { provideNode } from "./setup/node.mjs";
import { installPackages } from "./setup/packages.mjs";

/** @typedef {(env: import("./child.mjs").Environment, args: string[]) => Promise<number>} Command */

/** @type {Record<string, Command>} */
const COMMANDS = {
  start: (env) => serve(env),
  build,
  bundle,
  test,
  "test:world": testWorld,
  ci,
  check,
  bench,
  simulate,
  soak,
  mutation,
  dev,
  curfew: program("apps/web/src/cli/main.ts"),
  "upstash-local": program("packages/upstash-local/src/cli.ts"),
};

/**
 * @param {string} path
 * @returns {Command}
 */
function program(path) {
  return (env, args) => become("node", ["--disable-warning=ExperimentalWarning", path, ...args], env);
}

/** @param {string[]} words */
async function main([name = "", ...args]) {
  const command = COMMANDS[name];
  if (!command) throw new Failure(`Usage: node scripts/run.mjs ${Object.keys(COMMANDS).join(" | ")}`);
  const env = await provideNode({
    // Stripping types and compiling is half of what it takes to start one of our programs.
    NODE_COMPILE_CACHE: join(tools, "compile-cache"),
    ...process.env,
    NEXT_TELEMETRY_DISABLED: "1",
    TURBO_TELEMETRY_DISABLED: "1",
    TURBO_NO_UPDATE_NOTIFIER: "1",
  });
  await installPackages(env);
  return command(env, args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(describe(error));
  process.exitCode = 1;
}
