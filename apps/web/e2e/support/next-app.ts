import { freePort } from "@curfew/testing/ports";
import type { App } from "./app.ts";
import { type Backend, startFront } from "./front.ts";
import { createInstances } from "./instances.ts";
import { ended, type NextProcess, startProcess } from "./next-process.ts";
import { operate } from "./operate.ts";

type Settings = Readonly<Record<string, string>>;

/** Starts plain `next start` behind a proxy that says where a request comes from. */
export function startNextApp(settings: Settings): Promise<App> {
  return startBehindFront(settings, async (start) => {
    const { port, child, log } = await start();
    return { borrow: async () => ({ port, giveBack() {} }), log, close: () => ended(child) };
  });
}

/**
 * Starts what a serverless host runs: short-lived processes, frozen while they answer nothing, behind a proxy that ends
 * streams after some seconds.
 */
export function startServerlessApp(settings: Settings): Promise<App> {
  return startBehindFront(settings, createInstances);
}

async function startBehindFront(
  settings: Settings,
  open: (start: () => Promise<NextProcess>) => Promise<Backend>,
): Promise<App> {
  const { PATH = "", CURFEW_BUILD_DIR = "", TMPDIR = "/tmp" } = process.env;
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const own = { NODE_ENV: "production", PATH, CURFEW_BUILD_DIR, TMPDIR } as const;
  const env = { ...own, APP_ORIGIN: address, TRUSTED_PROXY_HOPS: "1", ...settings } as const;
  const backend = await open(() => startProcess(env));
  const front = await startFront(port, backend);
  return {
    ...{ address, port, log: backend.log },
    operate: (...args) => operate(args, env),
    async end() {
      await front.close();
      await backend.close();
      return null;
    },
  };
}
