import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { end, isRunning, lastWords, type Program, run } from "../child-process.ts";
import { answers } from "./probe.ts";

const START_DEADLINE_MS = 15_000;

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process is gone; one that ignores the signal is killed. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Runs the program and resolves once it answers on its port. */
export async function runServer(program: Program, port: number): Promise<RunningServer> {
  const child = run(program);
  if (await untilAnswering(child, port)) return { pid: child.pid ?? 0, port, end: (signal) => end(child, signal) };
  await end(child, "SIGKILL");
  throw new Error(`${program.path} did not start on port ${port}. Its last words: ${lastWords(program)}`);
}

async function untilAnswering(child: ChildProcess, port: number): Promise<boolean> {
  const giveUpAt = performance.now() + START_DEADLINE_MS;
  while (isRunning(child) && performance.now() < giveUpAt) {
    if (await answers(port, child.pid ?? 0)) return true;
    await sleep(10);
  }
  return false;
}
