import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import { authority, type Certified, selfSigned } from "@curfew/testing/certificates";
import { expect, onTestFinished, test } from "vitest";
import { readSettings } from "../../src/backend/config/settings.ts";
import { startService } from "./support.ts";

const HOST = "127.0.0.1";
const UNKNOWN = /certificate is refused.*no authority known here has signed it.*NODE_EXTRA_CA_CERTS.*sslrootcert=/;

async function listen(server: Server): Promise<number> {
  server.on("connection", (socket) => socket.on("error", () => {}));
  await once(server.listen(0, HOST), "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Where TLS is spoken as a Redis speaks it, as far as a client comes that refuses the certificate. */
function startRedisTls({ certificate: cert, key }: Certified): Promise<number> {
  const server = createTlsServer({ cert, key });
  server.on("tlsClientError", () => {});
  return listen(server);
}

/** Where TLS is spoken as Postgres speaks it, after a request for it; null: a server that knows no TLS. Tells who came through. */
async function startPostgresTls(certified: Certified | null) {
  let arrived = 0;
  const server = createServer((socket) => {
    socket.once("data", () => {
      socket.write(certified === null ? "N" : "S");
      if (certified === null) return;
      const secure = new TLSSocket(socket, { isServer: true, cert: certified.certificate, key: certified.key });
      secure.on("error", () => {}).on("data", () => secure.destroy(void arrived++));
    });
  });
  return { port: await listen(server), arrived: () => arrived };
}

/** What the readiness and the log say of what is wrong. */
async function remedies(settings: Record<string, string>): Promise<string> {
  const service = await startService({ ...settings, BLACKLIST_TIMEOUT_MS: "2000" });
  for (let i = 0; i < 2; i++) expect((await fetch(`${service.origin}/readyz`)).status).toBe(503);
  const { warnings } = (await (await fetch(`${service.origin}/readyz`)).json()) as { warnings: string[] };
  const remedies = warnings.filter((each) => each.includes("can't be reached"));
  const told = service.lines().filter(({ event }) => event === "warning");
  expect(told.map(({ message }) => message)).toEqual(remedies);
  expect(service.log.join()).not.toContain("canary");
  const figures = await service.figures();
  expect(figures.get('curfew_warning{kind="certificate"}')).toBe(remedies.length);
  return remedies.join();
}

test.for([
  ["made by the server itself", () => selfSigned(HOST), UNKNOWN],
  ["of an authority that isn't known", () => authority().certify(HOST), UNKNOWN],
] as const)("A refused Redis certificate is reported with the remedy: %s", async ([, make, words]) => {
  const port = await startRedisTls(make());
  expect(await remedies({ REDIS_URL: `rediss://:canary@${HOST}:${port}` })).toMatch(words);
});

test.for([
  [
    "a Redis",
    async () => ({
      REDIS_URL: `rediss://:canary@${HOST}:${await listen(createServer((socket) => socket.end("-ERR\r\n")))}`,
    }),
  ],
  [
    "a Postgres",
    async () => ({
      DATABASE_URL: `postgres://u:canary@${HOST}:${(await startPostgresTls(null)).port}/x?sslmode=require`,
    }),
  ],
] as const)("TLS missing where expected is reported in one sentence: %s", async ([, settings]) => {
  expect(await remedies(await settings())).toMatch(/doesn't speak TLS where it was expected/);
});

test("A Postgres certificate is checked as documented, with the remedy", async () => {
  const own = authority();
  const folder = await mkdtemp(join(tmpdir(), "curfew-tls-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "own-ca.pem");
  await writeFile(file, own.certificate);
  const { port, arrived } = await startPostgresTls(own.certify(HOST));
  const url = (query: string) => ({ DATABASE_URL: `postgres://u:canary@${HOST}:${port}/x?${query}` });
  expect(await remedies(url("sslmode=verify-full"))).toMatch(UNKNOWN);
  expect(arrived()).toBe(0);
  for (const query of ["sslmode=no-verify", `sslmode=verify-full&sslrootcert=${file}`]) {
    const before = arrived();
    expect(await remedies(url(query))).toBe("");
    expect(arrived(), query).toBeGreaterThan(before);
  }
  const other = await startPostgresTls(own.certify("db.example"));
  const wrongHost = `postgres://u:canary@${HOST}:${other.port}/x?sslmode=verify-full&sslrootcert=${file}`;
  expect(await remedies({ DATABASE_URL: wrongHost })).toMatch(/is for another host/);
});

test("An unreadable certificate file is a bad setting, by name", () => {
  const result = readSettings({
    DATABASE_URL: "postgres://db.example/x?sslmode=verify-full&sslrootcert=/nowhere/canary.pem",
  });
  expect(result).toEqual({
    ok: false,
    problems: [{ variables: ["DATABASE_URL"], message: "names a file by sslrootcert that can't be read" }],
  });
});
