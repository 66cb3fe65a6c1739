import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "@curfew/testing/ports";
import { operate } from "./operate.ts";

const MAIN = fileURLToPath(new URL("../../src/server/main.ts", import.meta.url));
const QUIETLY = "--disable-warning=ExperimentalWarning";

/** A running process of the app. */
export interface App {
  /** Where it listens; another one than its public origin if that was given. */
  readonly address: string;
  readonly port: number;
  /** What it has logged so far. */
  readonly log: () => string;
  /** Runs the operator's command beside it, with the same settings; what it printed. Rejects if it fails. */
  operate(...args: readonly string[]): Promise<string>;
  /** Ends the process and resolves with its exit code, null if a signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the app with these settings and nothing of our own environment. Rejects if it doesn't start. */
export async function startApp(settings: Readonly<Record<string, string>>): Promise<App> {
  const port = Number(settings.PORT ?? (await freePort()));
  const { PATH = "", CURFEW_BUILD_DIR = "", TMPDIR = "/tmp", NODE_COMPILE_CACHE } = process.env;
  // Compiled once, the app starts in a third of the processor time.
  const inherited = { PATH, CURFEW_BUILD_DIR, TMPDIR, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) };
  const env = { NODE_ENV: "production", ...inherited, PORT: String(port), ...settings } as const;
  const child = spawn(process.execPath, [QUIETLY, MAIN], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = (signal: NodeJS.Signals = "SIGKILL") => ended(child, signal);
  const stray = () => child.kill("SIGKILL");
  process.once("exit", stray);
  child.once("exit", () => process.off("exit", stray));
  const log = collect(child);
  await ready(child, log);
  return { address: `http://localhost:${port}`, port, log, operate: (...args) => operate(args, env), end };
}

function collect(child: ChildProcess): () => string {
  let text = "";
  const add = (chunk: Buffer) => {
    text += chunk;
  };
  child.stdout?.on("data", add);
  child.stderr?.on("data", add);
  return () => text;
}

async function ready(child: ChildProcess, log: () => string): Promise<void> {
  const ended = once(child, "exit").then(() => {
    throw new Error(`the app ended instead of starting:\n${log()}`);
  });
  const listening = new Promise<void>((resolve) => {
    child.stdout?.on("data", () => log().includes("Curfew listens") && resolve());
  });
  await Promise.race([ended, listening]);
  ended.catch(() => {});
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }
  return child.exitCode;
}
