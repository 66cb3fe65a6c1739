import { accessSync, constants } from "node:fs";
import { chown, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { freePort } from "@curfew/testing/ports";
import { end, findRunner, lastWords, run } from "@curfew/testing/postgres";
import pg from "pg";
import { expect, onTestFinished } from "vitest";
import { emptyDirectory } from "./database.ts";

/** The program named by `PGBOUNCER`, else the first on the path or where Debian puts it. */
export function findPgbouncer(): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"].filter(Boolean);
  return [process.env.PGBOUNCER, ...folders.map((folder) => join(folder, "pgbouncer"))].find(isProgram);
}

function isProgram(path: string | undefined): path is string {
  try {
    accessSync(path ?? "", constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts one in transaction mode before a database, with so many connections to it. Resolves to the url by way of it. */
export async function startPgbouncer(program: string, url: string, connections: number): Promise<string> {
  const { port: serverPort, username, password, pathname } = new URL(url);
  const name = pathname.slice(1);
  const directory = join(await emptyDirectory(), "pgbouncer");
  await mkdir(directory);
  const port = await freePort();
  const settings = join(directory, "pgbouncer.ini");
  await writeFile(
    settings,
    `[databases]
${name} = host=127.0.0.1 port=${serverPort} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
admin_users = ${username}
pool_mode = transaction
default_pool_size = ${connections}
max_client_conn = 200
`,
  );
  const runner = findRunner();
  for (const path of [join(directory, ".."), directory, settings]) {
    if (runner.uid !== undefined && runner.gid !== undefined) await chown(path, runner.uid, runner.gid);
  }
  const bouncer = { path: program, args: [settings], directory, runner };
  const child = run(bouncer);
  onTestFinished(() => end(child, "SIGTERM"));
  const through = new URL(url);
  through.port = String(port);
  await expect.poll(() => answers(through.href), { timeout: 10_000, message: lastWords(bouncer) }).toBe(true);
  return through.href;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
