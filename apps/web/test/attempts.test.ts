import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase } from "@curfew/db";
import { call } from "@curfew/testing/client";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../src/backend/app/app.ts";
import { readSettings } from "../src/backend/config/settings.ts";
import { createMaintenance } from "../src/backend/maintenance/maintenance.ts";
import { startSite, type TestSite } from "./support/site.ts";

const [EMAIL, PASSWORD, WRONG] = ["ann@example.com", "a wholly new phrase", "some other phrase"];

/** A folder for several instances, gone when the test is. */
async function sharedFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-attempts-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function mutate(site: TestSite, procedure: string, input: Record<string, string>) {
  const { status, retryAfter } = await call({ address: site.origin }, procedure, { input });
  return { status, retryAfter: Number(retryAfter) };
}

test("Of fifty concurrent guesses over two instances exactly the limit is answered", async () => {
  const settings = { DATA_DIR: await sharedFolder(), LOGIN_ATTEMPTS: "6", LOGIN_WINDOW_SECONDS: "1000" };
  const [one, other] = [await startSite(settings), await startSite(settings)];
  expect((await mutate(one, "auth.signup", { email: EMAIL, password: PASSWORD, name: "Ann" })).status).toBe(200);
  const guess = (_: unknown, i: number) =>
    mutate(i % 2 === 0 ? one : other, "auth.token", { email: EMAIL, password: WRONG });
  const guesses = await Promise.all(Array.from({ length: 50 }, guess));
  const refused = guesses.filter(({ status }) => status === 429);
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(6);
  expect(refused).toHaveLength(44);
  for (const site of [one, other]) refused.push(await mutate(site, "auth.token", { email: EMAIL, password: PASSWORD }));
  for (const { status, retryAfter } of refused) {
    expect(status).toBe(429);
    expect(retryAfter).toBeGreaterThan(900);
    expect(retryAfter).toBeLessThanOrEqual(1000);
  }
});

test("Text in place of an email address is stored nowhere", async () => {
  const folder = await sharedFolder();
  const site = await startSite({ DATA_DIR: folder });
  const email = "my.secret.passphrase@example.com";
  expect((await mutate(site, "auth.token", { email, password: WRONG })).status).toBe(401);
  const files = await readdir(folder);
  expect(files).toContain("curfew.db");
  for (const file of files) expect((await readFile(join(folder, file))).includes("passphrase")).toBe(false);
});

test("Closed windows are cleared away from the start on, open ones stay", async () => {
  const folder = await sharedFolder();
  const { attempts, close } = createDatabase({ url: null, directory: folder });
  onTestFinished(close);
  const [past, now] = [new Date(0), new Date()];
  const [closed, open] = [
    { key: "closed", limit: 1 },
    { key: "open", limit: 1 },
  ];
  await attempts.count([closed], past, new Date(1));
  await attempts.count([open], now, new Date(now.getTime() + 600_000));
  await keepUp(folder);
  expect(await attempts.open([closed], past)).toEqual([]);
  expect(await attempts.open([open], now)).toHaveLength(1);
});

/** Has an app on this folder look after everything once. */
async function keepUp(folder: string): Promise<void> {
  const result = readSettings({ DATA_DIR: folder, APP_ORIGIN: "http://localhost:1" });
  if (!result.ok) throw new Error("bad settings");
  const app = await createApp(result.settings, () => {});
  onTestFinished(app.close);
  await createMaintenance(app)();
}
