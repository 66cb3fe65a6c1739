import { spawn } from "node:child_process";
import { on, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "@curfew/testing/ports";
import { expect, onTestFinished, test } from "vitest";
import { ORIGIN } from "./support.ts";

const PROGRAM = fileURLToPath(new URL("../support/serve.ts", import.meta.url));

/** The app in a process of its own, and its log as far as it was read. */
async function startLogging() {
  const folder = await mkdtemp(join(tmpdir(), "curfew-reader-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const port = await freePort();
  const env = { PATH: process.env.PATH ?? "", PORT: String(port), APP_ORIGIN: ORIGIN, DATA_DIR: folder };
  const app = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM], {
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void app.kill("SIGKILL"));
  const lines = on(createInterface({ input: app.stdout }), "line");
  const first: Record<string, unknown>[] = [];
  for await (const [line] of lines) {
    first.push(JSON.parse(line));
    if (first.at(-1)?.event === "ready") break;
  }
  return { app, port, first };
}

test("The first lines say where to go, and a closed reader stops nothing", async () => {
  const { app, port, first } = await startLogging();
  expect(first[0]).toMatchObject({ level: "info", event: "listening", port });
  expect(first.at(-1)).toMatchObject({ level: "info", event: "ready", message: `Curfew is ready: ${ORIGIN}` });
  app.stdout.destroy();
  for (let i = 0; i < 5; i++) expect(await (await fetch(`http://localhost:${port}/login`)).text()).toBe("a page");
  const closed = once(app, "close");
  app.kill("SIGTERM");
  expect(await closed).toEqual([0, null]);
});
