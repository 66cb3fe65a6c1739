import { spawn } from "node:child_process";
import { constants } from "node:os";
import { root } from "./paths.mjs";

/** @typedef {Record<string, string | undefined>} Environment */

const WATCH_MS = 250;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
/** @type {NodeJS.Signals | undefined} */
let interruption;

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, interrupt);

/**
 * Runs a program to its end, collecting what it prints, or showing it if `live`.
 * A signal ends it, and then this process.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env: Environment, cwd?: string, live?: boolean }} options
 * @returns {Promise<{ code: number, output: string }>} death by a signal counts as 128 and its number, failing to start as 127
 */
export async function run(command, args, { env, cwd = root, live = false }) {
  const child = spawn(command, args, { cwd, env, stdio: live ? "inherit" : ["ignore", "pipe", "pipe"] });
  let output = "";
  const collect = (/** @type {Buffer} */ chunk) => {
    output += chunk;
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  const { code, error } = await ended(child);
  if (interruption) leaveWhenAlone(interruption);
  return { code, output: error ? `${output}${error.message}\n` : output };
}

/**
 * Runs a program in our place: it has the terminal, gets the signals meant for us, and decides the exit code.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Environment} env
 * @param {AbortSignal} [stop] tells the program to stop
 * @returns {Promise<number>}
 */
export async function become(command, args, env, stop) {
  const child = spawn(command, args, { cwd: root, env, stdio: "inherit" });
  stop?.addEventListener("abort", () => child.kill("SIGTERM"));
  const watch = watchNpm(() => child.kill("SIGTERM"));
  const { code, error } = await ended(child);
  clearInterval(watch);
  if (error) throw error;
  return code;
}

/**
 * An npm that is killed outright takes nobody with it, and a server that stays behind keeps its port.
 * @param {() => void} onDeath
 */
function watchNpm(onDeath) {
  const npm = process.ppid;
  if (!process.env.npm_lifecycle_event) return undefined;
  return setInterval(() => process.ppid !== npm && onDeath(), WATCH_MS);
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<{ code: number, error?: Error }>}
 */
function ended(child) {
  running.add(child);
  return new Promise((resolve) => {
    const end = (/** @type {{ code: number, error?: Error }} */ outcome) => {
      running.delete(child);
      resolve(outcome);
    };
    child.on("error", (error) => end({ code: 127, error }));
    child.on("close", (code, signal) => end({ code: code ?? deathBy(signal) }));
  });
}

/** @param {NodeJS.Signals} signal */
function interrupt(signal) {
  interruption = signal;
  // A terminal sends Ctrl+C to the whole group: the children have had it already.
  if (signal !== "SIGINT" || !process.stdin.isTTY) for (const child of running) child.kill(signal);
  leaveWhenAlone(signal);
}

/** @param {NodeJS.Signals} signal */
function leaveWhenAlone(signal) {
  if (running.size === 0) process.exit(deathBy(signal));
}

/** @param {NodeJS.Signals | null} signal */
function deathBy(signal) {
  return 128 + (signal ? constants.signals[signal] : 0);
}
