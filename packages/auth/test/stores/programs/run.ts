import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export interface Program {
  readonly process: ChildProcess;
  /** What it prints, line by line. */
  readonly lines: AsyncIterable<string>;
  /** Resolves with its exit code, or null if a signal ended it. */
  readonly exit: Promise<number | null>;
}

/** Runs a program of this folder in a process of its own, which doesn't outlive the test. */
export function run(name: string, ...args: string[]): Program {
  return runUnder({}, name, ...args);
}

/** Runs it with these variables beside the environment's own. */
export function runUnder(variables: Readonly<Record<string, string>>, name: string, ...args: string[]): Program {
  const script = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return {
    process: child,
    lines: createInterface({ input: child.stdout }),
    exit: once(child, "exit").then(([code]: unknown[]) => code as number | null),
  };
}

/** All that it printed, once it has ended well. */
export async function output(program: Program): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of program.lines) lines.push(line);
  const code = await program.exit;
  if (code !== 0) throw new Error(`the program ended with ${code}`);
  return lines;
}
