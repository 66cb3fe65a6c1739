import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "@curfew/testing/ports";
import { vi } from "vitest";

/** For a file whose tests start processes: they take their time where many run at once. */
export function takeTime(): void {
  vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
}

/** The app without its pages, which need a build, and seconds to start. */
const PROGRAM = fileURLToPath(new URL("serve.ts", import.meta.url));

/** The app with its pages: needs a build, named by `CURFEW_BUILD_DIR`. */
export const SERVER = fileURLToPath(new URL("../../src/server/main.ts", import.meta.url));

const QUIETLY = "--disable-warning=ExperimentalWarning";

/** Programs that were compiled once start in half the time. */
export const NODE_COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/processes", import.meta.url));

export type Settings = Readonly<Record<string, string>>;

/** A process of the app, without pages. Started again on the same settings it is another one. */
export interface AppProcess {
  /** Where it listens. */
  readonly address: string;
  /** What it has logged so far. */
  readonly log: () => string;
  /** Ends it in the middle of whatever it does, with SIGKILL. */
  kill(): Promise<void>;
  /** Tells it to stop, and waits until it has answered what is under way. */
  stop(): Promise<void>;
}

/** One of which a test wants to know how it ends. */
export interface MortalProcess extends AppProcess {
  /** Sends it a signal, and doesn't wait. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended with its exit code, null if a signal ended it. */
  readonly ended: Promise<number | null>;
}

interface StartOptions {
  /** Default: the app without its pages. */
  readonly program?: string;
  /** A command that starts it in turn. */
  readonly through?: readonly [string, ...string[]];
  /** Told of every line that is logged; then the log isn't kept. */
  readonly hear?: (line: string) => void;
}

/** Starts the app with these settings and nothing of our own environment. Rejects if it doesn't start. */
export async function startProcess(
  settings: Settings,
  { program = PROGRAM, through, hear }: StartOptions = {},
): Promise<MortalProcess> {
  const port = await freePort();
  const { PATH = "", TMPDIR = "/tmp" } = process.env;
  const env = { NODE_ENV: "production", PATH, TMPDIR, NODE_COMPILE_CACHE, PORT: String(port), ...settings } as const;
  const [command, ...args] = [...(through ?? []), process.execPath, QUIETLY, program];
  const child = spawn(command ?? "", args, { env, stdio: ["pipe", "pipe", "pipe"] });
  const stray = () => child.kill("SIGKILL");
  process.once("exit", stray);
  child.once("exit", () => process.off("exit", stray));
  const { log, listening } = follow(child, hear);
  const ended = once(child, "close").then(([code]) => code as number | null);
  const failed = failure(child, log);
  failed.catch(() => {}); // it ends some day
  await Promise.race([listening, failed]);
  return {
    address: `http://localhost:${port}`,
    log,
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
    signal: (name) => void child.kill(name),
    ended,
  };
}

/** What a process logs, and when it listens. */
function follow(child: ChildProcess, hear: StartOptions["hear"]) {
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  let text = "";
  let isListening = false;
  const add = (line: string) => {
    hear?.(line);
    if (hear === undefined || !isListening) text += `${line}\n`;
    if (!line.includes("Curfew listens")) return;
    isListening = true;
    resolve();
  };
  for (const input of [child.stdout, child.stderr]) if (input !== null) createInterface({ input }).on("line", add);
  return { log: () => text, listening };
}

async function failure(child: ChildProcess, log: () => string): Promise<never> {
  await once(child, "close");
  throw new Error(`the app ended instead of starting:\n${log()}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}
