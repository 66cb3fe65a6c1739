import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";

const END_DEADLINE_MS = 5_000;

/** Waits for the end of its input, kills the program, and removes the directory if one is named. */
const GUARD = 'read -r _; kill -9 "$0" 2>/dev/null; [ -z "$1" ] || rm -rf "$1"';

/** The user that runs a program; empty: the one that runs this process. */
export interface Runner {
  readonly uid?: number;
  readonly gid?: number;
}

export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  /** The working directory, whose `server.log` takes the output. */
  readonly directory: string;
  readonly runner?: Runner;
  /** Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether the directory goes when this process does. */
  readonly isTemporary?: boolean;
}

/** Starts a program that ends with this process, however this process ends. */
export function run(program: Program): ChildProcess {
  mkdirSync(program.directory, { recursive: true });
  // A pipe would block the program whenever its reader is busy.
  const output = openSync(logOf(program), "w");
  const { path, args, directory: cwd, runner = {}, env = process.env } = program;
  const child = spawn(path, args, { cwd, env, stdio: ["ignore", output, output], ...runner });
  closeSync(output);
  child.on("error", () => {});
  child.unref();
  const guard = spawnGuard(child, program);
  child.once("exit", () => guard.kill());
  return child;
}

/**
 * Kills the child when this process is gone, even by SIGKILL: its end closes the pipe the guard reads from.
 * Detached, or a signal to the whole process group would take the guard first.
 */
function spawnGuard(child: ChildProcess, { directory, isTemporary }: Program): ChildProcess {
  const args = ["-c", GUARD, String(child.pid ?? ""), isTemporary ? directory : ""];
  const guard = spawn("/bin/sh", args, { stdio: ["pipe", "ignore", "ignore"], detached: true });
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

/** Returns the last lines that the program wrote. */
export function lastWords(program: Program): string {
  return readFileSync(logOf(program), "utf8").trim().split("\n").slice(-5).join("\n") || "(none)";
}

function logOf({ directory }: Program): string {
  return join(directory, "server.log");
}
