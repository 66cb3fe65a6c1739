import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import type { Runner } from "./binaries.ts";

const END_DEADLINE_MS = 5_000;

export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  /** The working directory, whose `server.log` takes the output. */
  readonly directory: string;
  readonly runner: Runner;
}

/** Starts a program that ends with this process, however this process ends. */
export function run(program: Program): ChildProcess {
  // A pipe would block the program whenever nobody reads it.
  const output = openSync(logOf(program), "a");
  const child = spawn(program.path, program.args, {
    cwd: program.directory,
    env: { NODE_ENV: "production", LC_ALL: "C" },
    stdio: ["ignore", output, output],
    ...program.runner,
  });
  closeSync(output);
  child.on("error", () => {});
  child.unref();
  const guard = spawnGuard(child);
  child.once("exit", () => guard.kill());
  return child;
}

/**
 * Kills the child when this process is gone, even by SIGKILL: its end closes the pipe the guard reads
 * from. Detached, or a signal to the whole process group would take the guard first.
 */
function spawnGuard(child: ChildProcess): ChildProcess {
  const guard = spawn("/bin/sh", ["-c", 'cat >/dev/null; kill -9 "$0" 2>/dev/null', String(child.pid ?? "")], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  guard.on("error", () => {});
  guard.unref();
  (guard.stdin as Socket | null)?.unref();
  return guard;
}

/** Resolves when the process is gone; one that ignores the signal is killed. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  child.ref();
  const killer = setTimeout(() => child.kill("SIGKILL"), END_DEADLINE_MS);
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
  clearTimeout(killer);
}

export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** @throws Error with the program's last words unless it ends with 0. */
export async function complete(program: Program): Promise<void> {
  const child = run(program);
  child.ref();
  if (child.pid !== undefined) await once(child, "exit");
  if (child.exitCode !== 0) throw new Error(`${program.path} failed. Its last words: ${lastWords(program)}`);
}

export function lastWords(program: Program): string {
  return readFileSync(logOf(program), "utf8").trim().split("\n").slice(-5).join("\n") || "(none)";
}

function logOf(program: Program): string {
  return `${program.directory}/server.log`;
}
