import { execFile } from "node:child_process";
import { cp, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const exec = promisify(execFile);

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The packages for other projects, by their folders. */
export const PUBLISHED = [
  "auth",
  "http",
  "trpc",
  "express",
  "fastify",
  "hono",
  "nestjs",
  "next",
  "upstash-local",
] as const;

export type PublishedName = (typeof PUBLISHED)[number];

/**
 * Packs copies of the packages in `workspace`, and resolves with the paths of their tarballs. Copies, because while a
 * package is packed the published manifest stands in the place of the workspace's own, and other tests would find no
 * sources.
 */
export async function pack(workspace: string): Promise<Readonly<Record<PublishedName, string>>> {
  await mkdir(join(workspace, "packages"), { recursive: true });
  for (const name of ["scripts", "node_modules"]) await symlink(join(ROOT, name), join(workspace, name));
  await cp(join(ROOT, "tsconfig.base.json"), join(workspace, "tsconfig.base.json"));
  const packed = await Promise.all(PUBLISHED.map(async (name) => [name, await packOne(workspace, name)] as const));
  return Object.fromEntries(packed) as Record<PublishedName, string>;
}

async function packOne(workspace: string, name: PublishedName): Promise<string> {
  const [from, to] = [join(ROOT, "packages", name), join(workspace, "packages", name)];
  for (const each of ["package.json", "README.md", "tsconfig.build.json", "src"]) {
    await cp(join(from, each), join(to, each), { recursive: true });
  }
  await symlink(join(from, "node_modules"), join(to, "node_modules"));
  const [{ filename }] = JSON.parse(await npm(["pack", "--json", "--silent"], to)) as [{ filename: string }];
  return join(to, filename);
}

/** Runs npm as for a user who has this folder alone: without the settings of an npm that started the tests. */
export async function npm(args: readonly string[], cwd: string, settings: NodeJS.ProcessEnv = {}): Promise<string> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(lifecycle|package|config_local_prefix)/.test(name),
  );
  const { stdout } = await exec("npm", args, {
    cwd,
    env: { ...Object.fromEntries(own), NODE_OPTIONS: "", ...settings },
  });
  return stdout;
}
