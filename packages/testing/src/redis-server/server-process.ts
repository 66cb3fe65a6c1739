import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { answers } from "./probe.ts";

const START_DEADLINE_MS = 15_000;
const END_DEADLINE_MS = 5_000;
const GUARD = 'read -r _; kill -9 "$0"; [ -z "$1" ] || rm -rf "$1"';

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process is gone; one that ignores the signal is killed. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

export interface ServerPlan {
  readonly program: string;
  readonly args: readonly string[];
  readonly port: number;
  readonly directory: string;
  /** Whether the directory goes when this process does. */
  readonly temporary: boolean;
}

/** Runs the program and resolves once it answers on its port. */
export async function runServer(plan: ServerPlan): Promise<RunningServer> {
  const { program, port, directory } = plan;
  const log = join(directory, "server.log");
  const child = spawnLogged(plan, log);
  const guard = spawnGuard(child, plan);
  child.once("exit", () => guard.kill());
  if (await untilAnswering(child, port)) return { pid: child.pid ?? 0, port, end: (signal) => end(child, signal) };
  await end(child, "SIGKILL");
  throw new Error(`${program} did not start on port ${port}. Its last words: ${lastWords(log)}`);
}

/** Output goes to a file: a pipe would block the server whenever nobody reads it. */
function spawnLogged({ program, args, directory }: ServerPlan, log: string): ChildProcess {
  mkdirSync(directory, { recursive: true });
  const output = openSync(log, "w");
  const child = spawn(program, args, { cwd: directory, stdio: ["ignore", output, output] });
  closeSync(output);
  child.on("error", () => {});
  child.unref();
  return child;
}

/**
 * Kills the server when this process is gone, even by SIGKILL: its end closes the pipe the guard reads from.
 * Detached, or a signal to the whole process group would take the guard first.
 */
function spawnGuard(server: ChildProcess, { directory, temporary }: ServerPlan): ChildProcess {
  const args = ["-c", GUARD, String(server.pid ?? ""), temporary ? directory : ""];
  const guard = spawn("/bin/sh", args, { stdio: ["pipe", "ignore", "ignore"], detached: true });
  guard.on("error", () => {});
  guard.unref();
  (guard.stdin as Socket | null)?.unref();
  return guard;
}

async function untilAnswering(child: ChildProcess, port: number): Promise<boolean> {
  const giveUpAt = performance.now() + START_DEADLINE_MS;
  while (isRunning(child) && performance.now() < giveUpAt) {
    if (await answers(port, child.pid ?? 0)) return true;
    await sleep(10);
  }
  return false;
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (!isRunning(child)) return;
  child.ref();
  const killer = setTimeout(() => child.kill("SIGKILL"), END_DEADLINE_MS);
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
  clearTimeout(killer);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function lastWords(log: string): string {
  return readFileSync(log, "utf8").trim().split("\n").slice(-5).join("\n") || "(none)";
}
