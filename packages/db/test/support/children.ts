import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { DatabaseOptions } from "../../src/index.ts";

export interface Child {
  readonly process: ChildProcess;
  /** What it says, line by line. */
  readonly lines: Interface;
  /** Resolves to the exit code. */
  readonly gone: Promise<number | null>;
}

/** Starts processes that do one job each, and lets them all begin once the last of them is ready. */
export async function race(count: number, options: DatabaseOptions, ...job: string[]): Promise<Child[]> {
  const children = Array.from({ length: count }, () => startChild(options, job));
  await Promise.all(children.map(({ lines }) => once(lines, "line")));
  for (const child of children) child.process.stdin?.write("go\n");
  return children;
}

function startChild(options: DatabaseOptions, job: string[]): Child {
  const program = fileURLToPath(new URL("./child.ts", import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(options), ...job], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const gone = once(child, "exit").then(([code]) => code as number | null);
  return { process: child, lines: createInterface(child.stdout), gone };
}
