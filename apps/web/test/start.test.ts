import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { generateKeySet } from "@curfew/auth";
import { expect, onTestFinished, test } from "vitest";
import { NODE_COMPILE_CACHE } from "./support/process.ts";
import { startSite } from "./support/site.ts";

const MAIN = fileURLToPath(new URL("../src/server/main.ts", import.meta.url));

/** Starts the server itself, which is expected to end. */
async function startInVain(environment: Record<string, string>): Promise<{ code: unknown; err: string }> {
  const env = { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE, ...environment } as unknown as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], { env });
  onTestFinished(() => void child.kill("SIGKILL"));
  const closed = once(child, "close");
  const err = await text(child.stderr);
  const [code] = await closed;
  return { code, err };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "curfew-start-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("Bad settings end the start with one message, naming all, showing none", async () => {
  const secret = "canary-in-a-setting";
  const settings = {
    PORT: secret,
    APP_ORIGIN: `https://${secret}/path`,
    REDIS_URL: `http://:${secret}@cache.example`,
    DATABASE_URL: `mysql://ann:${secret}@db.example`,
    AUTH_SIGNING_KEYS: `{"keys":[{"d":"${secret}"}]}`,
    CLOCK_TOLERANCE_SECONDS: "61",
    BLACKLIST_TIMEOUT_MS: "soon",
    DATA_DIR: "/dev/null",
  };
  const { code, err } = await startInVain(settings);
  expect(code).toBe(1);
  for (const name of Object.keys(settings)) expect(err).toContain(name);
  expect(err).not.toContain(secret);
  expect(err).not.toMatch(/^ {4}at /m);
});

test("A public origin needs keys; a broken key file stops any start", async () => {
  const folder = temporaryFolder();
  const missing = await startInVain({ DATA_DIR: folder, APP_ORIGIN: "https://app.example" });
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining("AUTH_SIGNING_KEYS")]);
  const [key] = (await generateKeySet()).keys;
  const { d = "" } = key as { d?: string };
  writeFileSync(join(folder, "signing-keys.json"), JSON.stringify({ keys: [{ ...key, y: "A".repeat(43) }] }));
  const broken = await startInVain({ DATA_DIR: folder });
  expect([broken.code, broken.err]).toEqual([1, expect.stringContaining("DATA_DIR")]);
  expect(broken.err).not.toContain(d);
});

test.for(["/proc/none", "/proc/none/below", "/sys/none"])(
  "An impossible data folder ends the start with its setting's name: %s",
  async (folder) => {
    const { code, err } = await startInVain({ DATA_DIR: folder });
    expect([code, err]).toEqual([1, expect.stringMatching(/^ {2}DATA_DIR: /m)]);
    expect(err).not.toMatch(/^ {4}at /m);
  },
);

test("No folder is made where nothing is kept in it", async () => {
  const folder = join(temporaryFolder(), "never");
  const site = await startSite({
    ...{ DATA_DIR: folder, DATABASE_URL: "postgres://127.0.0.1:1/none", REDIS_URL: "redis://127.0.0.1:1" },
    AUTH_SIGNING_KEYS: JSON.stringify(await generateKeySet()),
  });
  expect((await fetch(`${site.origin}/readyz`)).status).toBe(503);
  expect(existsSync(folder)).toBe(false);
  await startSite({ DATA_DIR: folder, DATABASE_URL: "postgres://127.0.0.1:1/none", REDIS_URL: "redis://127.0.0.1:1" });
  expect(existsSync(folder)).toBe(true);
});
