import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "@curfew/testing/ports";

const WEB = fileURLToPath(new URL("../..", import.meta.url));
const NEXT = `${WEB}/node_modules/next/dist/bin/next`;

/** A process of `next start` that answers. */
export interface NextProcess {
  readonly port: number;
  readonly child: ChildProcess;
  log(): string;
}

/** Starts plain `next start`, and resolves when it answers. Rejects if it ends instead. */
export async function startProcess(env: Readonly<Record<string, string>>): Promise<NextProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [NEXT, "start", "-p", String(port)], {
    ...{ cwd: WEB, env: { ...env, NODE_ENV: "production" } },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stray = () => child.kill("SIGKILL");
  process.once("exit", stray);
  child.once("exit", () => process.off("exit", stray));
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk;
    });
  }
  const log = () => text;
  while (!(await isAnswering(port))) {
    if (child.exitCode !== null) throw new Error(`next start ended instead of starting:\n${text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, child, log };
}

async function isAnswering(port: number): Promise<boolean> {
  return fetch(`http://localhost:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Ends a process, frozen or not. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
