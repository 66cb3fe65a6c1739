import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

// Programs take their time where many run at once.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const PROGRAM = fileURLToPath(new URL("serve.ts", import.meta.url));

/** Programs that were compiled once start in half the time. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/processes", import.meta.url));

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

/** Starts the app with these settings and nothing of our own environment. Rejects if it doesn't start. */
export async function startProcess(settings: Settings): Promise<AppProcess> {
  const port = await freePort();
  const { PATH = "", TMPDIR = "/tmp" } = process.env;
  const env = { NODE_ENV: "production", PATH, TMPDIR, NODE_COMPILE_CACHE, PORT: String(port), ...settings } as const;
  const child = spawn(process.execPath, [PROGRAM], { env, stdio: ["pipe", "pipe", "pipe"] });
  const log = collect(child);
  await ready(child, log);
  return {
    address: `http://localhost:${port}`,
    log,
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
  };
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
    child.stdout?.on("data", () => log().includes("Curfew is ready") && resolve());
  });
  await Promise.race([ended, listening]);
  ended.catch(() => {});
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0), "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
