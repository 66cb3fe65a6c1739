import { readFileSync } from "node:fs";
import { chown, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { authority } from "@curfew/testing/certificates";
import { type PostgresServer, startPostgres } from "@curfew/testing/postgres";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase } from "../src/index.ts";

const OPERATE = readFileSync(new URL("../../../docs/operate.md", import.meta.url), "utf8");

let server: PostgresServer;
let folder: string;
/** The authority that certified the server, as the documents spell its file. */
const OWN_AUTHORITY = "/etc/ssl/own-ca.pem";

/** A Postgres that takes encrypted connections alone, certified as `localhost` by an authority that nobody knows. */
beforeAll(async () => {
  server = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), "curfew-tls-"));
  const own = authority();
  await writeFile(join(folder, "own-ca.pem"), own.certificate);
  const { certificate, key } = own.certify("localhost");
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query(
    "select current_setting('data_directory') as data, current_setting('hba_file') as hba",
  );
  const { data, hba } = rows[0] as { data: string; hba: string };
  const owner = await stat(data);
  for (const [name, text] of Object.entries({ "server.crt": certificate, "server.key": key })) {
    await writeFile(join(data, name), text, { mode: 0o600 });
    await chown(join(data, name), owner.uid, owner.gid);
  }
  await writeFile(hba, "hostssl all all localhost scram-sha-256\n");
  await client.query("alter system set ssl = on");
  await client.query("select pg_reload_conf()");
  await client.end();
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Whether a database at the server's address, with this query, answers; else why not. */
async function outcomeOf(query: string): Promise<string> {
  const url = `${server.url.replace("127.0.0.1", "localhost")}${query.replace(OWN_AUTHORITY, join(folder, "own-ca.pem"))}`;
  const database = createDatabase({ url, directory: "/unused" });
  try {
    await database.ready();
    return "encrypted";
  } catch (error) {
    return /UNABLE_TO_VERIFY_LEAF_SIGNATURE|28000/.exec(inspect(error))?.[0] ?? inspect(error);
  } finally {
    await database.close();
  }
}

test("the TLS spellings of the operator's page do what it says", async () => {
  const spellings = [...OPERATE.matchAll(/^\| Postgres.*`(\?sslmode=[^`]+)`/gm)].map(([, spelling = ""]) => spelling);
  const outcomes = await Promise.all(spellings.map(outcomeOf));
  expect(outcomes).toEqual(["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "encrypted", "encrypted"]);
});

test("require, prefer and verify-ca check as verify-full; no mode, no encryption", async () => {
  for (const mode of ["require", "prefer", "verify-ca"]) {
    expect(await outcomeOf(`?sslmode=${mode}`), mode).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  }
  expect(await outcomeOf("")).toBe("28000");
});
