import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STRANGER = 65_534;

/** A project with a complete build in it, as small as the scripts take it. */
function builtProject(): { folder: string; build: string } {
  const folder = mkdtempSync(join(tmpdir(), "curfew-read-only-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(ROOT, "scripts"), join(folder, "scripts"), { recursive: true });
  for (const { name } of readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    copyFileSync(join(ROOT, name), join(folder, name));
  }
  for (const name of ["packages", "docs"]) mkdirSync(join(folder, name));
  mkdirSync(join(folder, "apps/web"), { recursive: true });
  const digest = evaluate(folder, "sources.mjs", "sourceDigest()", {});
  const build = `.builds/${digest}-1`;
  mkdirSync(join(folder, "apps/web", build), { recursive: true });
  writeFileSync(join(folder, "apps/web", build, ".complete"), "");
  return { folder, build };
}

/** What an expression over one of the set-up's modules comes to, in a process of its own. */
function evaluate(cwd: string, module: string, expression: string, identity: { uid?: number; gid?: number }): string {
  return carryOut(cwd, `console.log(await m.${expression});`, module, identity);
}

/** What a program prints that has one of the set-up's modules as `m`. */
function carryOut(cwd: string, statements: string, module: string, identity: { uid?: number; gid?: number }): string {
  const program = `const m = await import("./scripts/setup/${module}"); ${statements}`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    ...{ cwd, encoding: "utf8", ...identity },
  }).trim();
}

function withoutWriting(folder: string): void {
  for (const { parentPath, name } of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    chmodSync(join(parentPath, name), 0o555);
  }
  chmodSync(folder, 0o555);
}

test("A build is used where nothing may be written, and by another user than the one who made it", () => {
  const { folder, build } = builtProject();
  withoutWriting(folder);
  const identity = process.getuid?.() === 0 ? { uid: STRANGER, gid: STRANGER } : {};
  expect(evaluate(folder, "build.mjs", "provideBuild({}).then((env) => env.CURFEW_BUILD_DIR)", identity)).toBe(build);
});

test("To build again where it is built already writes nothing, and to build anew says what it may not write", () => {
  const { folder, build } = builtProject();
  evaluate(folder, "builds.mjs", `chooseBuild("${build}")`, {});
  withoutWriting(folder);
  const identity = process.getuid?.() === 0 ? { uid: STRANGER, gid: STRANGER } : {};
  expect(() => evaluate(folder, "builds.mjs", `chooseBuild("${build}")`, identity)).not.toThrow();
  const statements = `const { describe } = await import("./scripts/failure.mjs");
    try { m.chooseBuild("other"); } catch (error) { console.log(describe(error)); }`;
  const said = carryOut(folder, statements, "builds.mjs", identity);
  expect(said).toMatch(/^This command has to write to .*chosen, and may not \(EACCES\)\./);
});

test("The build that was chosen for a server without these scripts is not removed", () => {
  const { folder, build } = builtProject();
  const names = Array.from({ length: 5 }, (_, i) => `${i}-other`);
  for (const name of names) {
    mkdirSync(join(folder, "apps/web/.builds", name));
    writeFileSync(join(folder, "apps/web/.builds", name, ".complete"), "");
  }
  evaluate(folder, "builds.mjs", `chooseBuild("${build}")`, {});
  evaluate(folder, "builds.mjs", `prune("4-other")`, {});
  const left = readdirSync(join(folder, "apps/web/.builds"));
  expect(left).toContain("chosen");
  expect(`.builds/${left.find((name) => name.endsWith("-1"))}`).toBe(build);
  expect(left.filter((name) => names.includes(name)).length).toBeLessThan(5);
});
