import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { type MortalProcess, startProcess, takeTime } from "../support/process.ts";

takeTime();

async function startApp(settings: Record<string, string> = {}): Promise<MortalProcess> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-shutdown-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const app = await startProcess({ APP_ORIGIN: "http://localhost:3000", DATA_DIR: folder, ...settings });
  onTestFinished(() => app.kill());
  return app;
}

function eventsOf(app: MortalProcess): Record<string, unknown>[] {
  return app
    .log()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const statusOf = async (url: string) => (await fetch(url, { headers: { connection: "close" } })).status;

test("After SIGTERM it serves everything for the delay, not ready", async () => {
  const app = await startApp({ SHUTDOWN_DELAY_SECONDS: "2" });
  let isChosen = true;
  const polling = (async () => {
    while (isChosen) {
      await sleep(300);
      isChosen = (await statusOf(`${app.address}/readyz`)) === 200;
    }
  })();
  const statuses: number[] = [];
  const calling = (async () => {
    while (isChosen) statuses.push(await statusOf(`${app.address}/api/trpc/account.me`));
  })();
  await sleep(300);
  app.signal("SIGTERM");
  await Promise.all([polling, calling]);
  expect(new Set(statuses)).toEqual(new Set([401]));
  const ready = await fetch(`${app.address}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, expect.objectContaining({ ready: false, stopping: true })]);
  for (const path of ["/healthz", "/.well-known/jwks.json", "/login"]) {
    const answer = await fetch(app.address + path);
    expect([path, answer.status, answer.headers.get("connection")]).toEqual([path, 200, "close"]);
  }
  expect(await app.ended).toBe(0);
  await expect(fetch(`${app.address}/healthz`)).rejects.toThrow();
  const told = eventsOf(app).filter(({ event }) => event === "stopping" || event === "stopped");
  expect(told).toMatchObject([
    { event: "stopping", signal: "SIGTERM", message: expect.stringMatching(/SIGTERM.*\/readyz is 503.*for 2 s more/) },
    { event: "stopped", signal: "SIGTERM" },
  ]);
});

test("SIGINT has no delay, and ends one", async () => {
  for (const signals of [["SIGTERM", "SIGINT"], ["SIGINT"]] as const) {
    const app = await startApp({ SHUTDOWN_DELAY_SECONDS: "3600" });
    for (const signal of signals) {
      app.signal(signal);
      await sleep(100);
    }
    expect(await app.ended).toBe(0);
  }
});

test("A second SIGTERM doesn't shorten the delay", async () => {
  const app = await startApp({ SHUTDOWN_DELAY_SECONDS: "2" });
  const begun = performance.now();
  for (let i = 0; i < 3; i++) {
    app.signal("SIGTERM");
    await sleep(100);
  }
  expect(await statusOf(`${app.address}/healthz`)).toBe(200);
  expect(await app.ended).toBe(0);
  expect(performance.now() - begun).toBeGreaterThan(1_990);
  expect(eventsOf(app).filter(({ event }) => event === "stopping")).toHaveLength(1);
});

test("SIGHUP stops nothing, however often it comes, and is told", async () => {
  const app = await startApp();
  for (let i = 0; i < 3; i++) {
    app.signal("SIGHUP");
    await sleep(50);
    expect(await statusOf(`${app.address}/healthz`)).toBe(200);
  }
  expect(await statusOf(`${app.address}/readyz`)).toBe(200);
  expect(eventsOf(app).filter(({ event }) => event === "signal_ignored")).toHaveLength(3);
  await app.stop();
  expect(await app.ended).toBe(0);
});
