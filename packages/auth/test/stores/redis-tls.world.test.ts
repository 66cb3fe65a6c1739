import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { authority, type Certified, selfSigned } from "@curfew/testing/certificates";
import { type RedisServer, startRedis, startSentinel } from "@curfew/testing/redis-server";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { joinCluster, nodeForTest } from "./network/cluster.ts";
import { closedPort } from "./network/listener.ts";
import { output, runUnder } from "./programs/run.ts";
import { place } from "./sqlite/place.ts";

// Real servers and processes take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PASSWORD = "canary-4f1d";

/** A real server that speaks TLS on the port told, and its plain port beside. */
async function startTls(
  { certificate, key }: Certified,
  clientsOf?: Certified,
): Promise<{ server: RedisServer; port: number }> {
  const { directory } = place();
  const [certFile, keyFile] = [join(directory, "cert.pem"), join(directory, "key.pem")];
  writeFileSync(certFile, certificate);
  writeFileSync(keyFile, key, { mode: 0o600 });
  const caFile = clientsOf === undefined ? certFile : fileOf(clientsOf.certificate);
  const port = await closedPort();
  const server = await startRedis({
    config: {
      "tls-port": String(port),
      "tls-cert-file": certFile,
      "tls-key-file": keyFile,
      "tls-ca-cert-file": caFile,
      "tls-auth-clients": clientsOf === undefined ? "no" : "yes",
      requirepass: PASSWORD,
    },
  });
  onTestFinished(() => server.stop());
  return { server, port };
}

/** A file with this text, which is there until the test is over. */
function fileOf(text: string): string {
  const path = join(place().directory, "file.pem");
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** What a store of this process is answered over a new connection. */
async function askHere(url: string): Promise<unknown> {
  const store = openRedisStore({ url, timeoutMs: 20_000, logRetentionMs: 1_000 });
  const answer = await store.read(["a"]).catch((error: unknown) => JSON.stringify(String(error)));
  await store.close();
  return answer;
}

/** What a process of its own is answered that knows this authority beside the public ones. */
async function ask(url: string, known?: Certified): Promise<string> {
  const file = join(place().directory, "ca.pem");
  if (known !== undefined) writeFileSync(file, known.certificate);
  const variables: Record<string, string> = known === undefined ? {} : { NODE_EXTRA_CA_CERTS: file };
  const lines = await output(runUnder(variables, "once", "redis", url, "", "20000"));
  expect(lines.join()).not.toContain(PASSWORD);
  return lines.join();
}

function urlOf(port: number, host = "127.0.0.1"): string {
  return `rediss://:${PASSWORD}@${host}:${port}`;
}

function failed(code: string): string {
  return JSON.stringify(`StoreError: The redis store failed: ${code}`);
}

describe("over TLS a Redis answers", () => {
  test("whose authority NODE_EXTRA_CA_CERTS names, by address and by name", async () => {
    const own = authority();
    const byAddress = await startTls(own.certify("127.0.0.1"));
    expect(await ask(urlOf(byAddress.port), own)).toBe("[null]");
    const byName = await startTls(own.certify("localhost"));
    expect(await ask(urlOf(byName.port, "localhost"), own)).toBe("[null]");
  });

  test("whose own certificate, made by itself, the process was told of there", async () => {
    const own = selfSigned("127.0.0.1");
    expect(await ask(urlOf((await startTls(own)).port), own)).toBe("[null]");
  });

  test("and is asked for by its name", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const server = createServer({ SNICallback: (name) => resolve(name) });
    server.on("tlsClientError", () => {});
    await once(server.listen(0, "localhost"), "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const store = openRedisStore({ url: urlOf(port, "localhost"), timeoutMs: 300, logRetentionMs: 1 });
    await store.read(["a"]).catch(() => {});
    await store.close();
    expect(await promise).toBe("localhost");
  });
});

describe("a certificate that can't be trusted is told by its code, and never the URL", () => {
  test("of an authority that the process wasn't told of", async () => {
    const { port } = await startTls(authority().certify("127.0.0.1"));
    expect(await ask(urlOf(port))).toBe(failed("UNABLE_TO_VERIFY_LEAF_SIGNATURE"));
    expect(await ask(urlOf(port), authority("Another authority"))).toBe(failed("UNABLE_TO_VERIFY_LEAF_SIGNATURE"));
  });

  test("of an authority with the right name and another key", async () => {
    const { port } = await startTls(authority().certify("127.0.0.1"));
    expect(await ask(urlOf(port), authority())).toBe(failed("CERT_SIGNATURE_FAILURE"));
  });

  test("that the server has made itself", async () => {
    const { port } = await startTls(selfSigned("127.0.0.1"));
    expect(await ask(urlOf(port))).toBe(failed("DEPTH_ZERO_SELF_SIGNED_CERT"));
  });

  test("for another name", async () => {
    const own = authority();
    const { port } = await startTls(own.certify("redis.example"));
    expect(await ask(urlOf(port), own)).toBe(failed("ERR_TLS_CERT_ALTNAME_INVALID"));
  });

  test("that is over", async () => {
    const own = authority();
    const { port } = await startTls(own.certify("127.0.0.1", "expired"));
    expect(await ask(urlOf(port), own)).toBe(failed("CERT_HAS_EXPIRED"));
  });
});

/** The server's word on a client's certificate, unless its hanging up arrives before: TLS 1.3 judges it after the handshake. */
const REFUSED = /The redis store failed: (\w*ALERT_(CERTIFICATE_REQUIRED|UNKNOWN_CA)|ECONNRESET|EPIPE)/;

describe("certificates that the URL names", () => {
  const queryOf = ({ certificate, key }: Certified, root: Certified) =>
    `?sslrootcert=${fileOf(root.certificate)}&sslcert=${fileOf(certificate)}&sslkey=${fileOf(key)}`;

  test("are believed and shown, and no others pass", async () => {
    const [own, clients, other] = [authority(), authority("Clients"), authority("Others")];
    const { port } = await startTls(own.certify("127.0.0.1"), clients);
    const url = urlOf(port);
    expect(await askHere(url + queryOf(clients.certify("curfew"), own))).toEqual([null]);
    expect(await askHere(url + queryOf(other.certify("curfew"), own))).toMatch(REFUSED);
    const uncertified = `?sslrootcert=${fileOf(own.certificate)}`;
    expect(await askHere(url + uncertified)).toMatch(REFUSED);
    const mistaken = queryOf(clients.certify("curfew"), clients);
    expect(await askHere(url + mistaken)).toBe(failed("UNABLE_TO_VERIFY_LEAF_SIGNATURE"));
    expect(await askHere(url)).toBe(failed("UNABLE_TO_VERIFY_LEAF_SIGNATURE"));
  });

  /** Settings of a server that speaks TLS to clients with a certificate of that authority. */
  async function tlsSettings({ certificate, key }: Certified, clientsOf: Certified) {
    return {
      "tls-port": String(await closedPort()),
      "tls-cert-file": fileOf(certificate),
      "tls-key-file": fileOf(key),
      "tls-ca-cert-file": fileOf(clientsOf.certificate),
      "tls-auth-clients": "yes",
    };
  }

  test("are shown to a cluster's nodes as well", async () => {
    const [own, clients] = [authority(), authority("Clients")];
    const settings = await tlsSettings(own.certify("127.0.0.1"), clients);
    const node = await nodeForTest({ ...settings, "tls-cluster": "yes" });
    await joinCluster(node);
    const url = `rediss-cluster://127.0.0.1:${settings["tls-port"]}`;
    expect(await askHere(url + queryOf(clients.certify("curfew"), own))).toEqual([null]);
    const uncertified = `?sslrootcert=${fileOf(own.certificate)}`;
    expect(await askHere(url + uncertified)).toMatch(REFUSED);
  });

  test("are shown to Sentinels, and to the server that they name", async () => {
    const [own, clients] = [authority(), authority("Clients")];
    const { port } = await startTls(own.certify("127.0.0.1"), clients);
    const config = { ...(await tlsSettings(own.certify("127.0.0.1"), clients)), "tls-replication": "yes" };
    const sentinel = await startSentinel({ name: "one", primaryPort: port, config });
    onTestFinished(() => sentinel.stop());
    const url = `rediss-sentinel://:${PASSWORD}@127.0.0.1:${config["tls-port"]}/0?sentinelMasterId=one`;
    const query = queryOf(clients.certify("curfew"), own).replace("?", "&");
    expect(await askHere(url + query)).toEqual([null]);
    const uncertified = `&sslrootcert=${fileOf(own.certificate)}`;
    expect(await askHere(url + uncertified)).toMatch(REFUSED);
  });

  test("are read anew for each connection", async () => {
    const [own, clients] = [authority(), authority("Clients")];
    const { server, port } = await startTls(own.certify("127.0.0.1"), clients);
    const [first, second] = [clients.certify("first"), clients.certify("second")];
    const [certFile, keyFile] = [fileOf(first.certificate), fileOf(first.key)];
    const url = `${urlOf(port)}?sslrootcert=${fileOf(own.certificate)}&sslcert=${certFile}&sslkey=${keyFile}`;
    const store = openRedisStore({ url, timeoutMs: 1_000, logRetentionMs: 1_000 });
    onTestFinished(() => store.close());
    await store.read(["a"]);
    rmSync(certFile);
    await server.kill();
    await server.restart();
    const patience = { timeout: 10_000, interval: 50 };
    const outcome = () => store.read(["a"]).catch((error: unknown) => String(error));
    await expect.poll(outcome, patience).toBe("StoreError: The redis store failed: ENOENT");
    writeFileSync(certFile, second.certificate);
    writeFileSync(keyFile, second.key);
    await expect.poll(outcome, patience).toEqual([null]);
  });
});

test("a server without TLS doesn't answer rediss:, nor one with TLS redis:", async () => {
  const { server, port } = await startTls(selfSigned("127.0.0.1"));
  expect(await ask(urlOf(server.port))).toMatch(/^"StoreError: The redis store failed: \w+"$/);
  expect(await ask(`redis://:${PASSWORD}@127.0.0.1:${port}`)).toMatch(/^"StoreError: The (redis )?store \w+/);
});
