import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createAuth, createKeyRing, createRemoteKeyRing, generateKeySet, type KeyRing } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";

const ISSUER = "https://curfew.test";
const UNKNOWN = { name: "Unavailable", dependency: "keys" };
const LONG = 3_600_000;

interface Publication {
  body: unknown;
  status: number;
  readonly url: string;
  fetched: number;
}

/** A server that publishes something, and counts how often it is asked. */
async function publish(body: unknown): Promise<Publication> {
  const publication = { body, status: 200, url: "", fetched: 0 };
  const server = createServer((_request, response) => {
    publication.fetched += 1;
    const { body, status } = publication;
    response.writeHead(status, { location: "/elsewhere" }).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  publication.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`;
  return publication;
}

/** An issuer whose keys can be replaced, what it publishes, and a verifier that has nothing but the address. */
async function scene(options: Parameters<typeof createRemoteKeyRing>[1] = {}) {
  const shared = await createTestAuth({ issuer: ISSUER });
  let ring: KeyRing = shared.ring;
  const { store, witness, lifetimes, clock } = shared;
  const service = {
    store,
    witness,
    lifetimes,
    issuer: ISSUER,
    clock: clock.now,
    timeoutMs: 200,
    maxStalenessMs: 0,
  };
  const auth = createAuth({ ...service, keys: () => ring });
  const publication = await publish(await auth.jwks());
  const remote = createRemoteKeyRing(publication.url, options);
  return {
    publication,
    verifier: createAuth({ ...service, keys: () => remote }),
    login: async () => (await auth.issue(await auth.createSession("user-1"))).access.token,
    /** Signs with a new key from now on, and publishes it, under this id if it is given one. */
    async rotateKey(kid?: string) {
      const { keys } = await generateKeySet();
      ring = createKeyRing({ keys: keys.map((key) => ({ ...key, kid: kid ?? key.kid })) });
      publication.body = await auth.jwks();
    },
  };
}

test("The published keys are fetched once, with the first token", async () => {
  const { publication, verifier, login } = await scene();
  const tokens = await Promise.all([login(), login(), login()]);
  expect(publication.fetched).toBe(0);
  for (const answer of await Promise.all(tokens.map((token) => verifier.verify(token)))) {
    expect(answer).toMatchObject({ ok: true });
  }
  expect(await verifier.verify(await login())).toMatchObject({ ok: true });
  expect(publication.fetched).toBe(1);
});

test("An unknown key id fetches the set again after the cool-down", async () => {
  const eager = await scene({ cooldownMs: 0 });
  await eager.verifier.verify(await eager.login());
  await eager.rotateKey();
  expect(await eager.verifier.verify(await eager.login())).toMatchObject({ ok: true });
  expect(eager.publication.fetched).toBe(2);

  const cooling = await scene({ cooldownMs: LONG });
  await cooling.verifier.verify(await cooling.login());
  await cooling.rotateKey();
  expect(await cooling.verifier.verify(await cooling.login())).toEqual({ ok: false, code: "token_invalid" });
  expect(cooling.publication.fetched).toBe(1);
});

test("A key no longer published verifies only while the set is cached", async () => {
  const { verifier, login, rotateKey } = await scene({ maxAgeMs: 0 });
  const token = await login();
  expect(await verifier.verify(token)).toMatchObject({ ok: true });
  await rotateKey();
  expect(await verifier.verify(token)).toEqual({ ok: false, code: "token_invalid" });
});

test("A key id that now names another key verifies by that one", async () => {
  const { publication, verifier, login, rotateKey } = await scene({ maxAgeMs: 0 });
  const token = await login();
  expect(await verifier.verify(token)).toMatchObject({ ok: true });
  await rotateKey((publication.body as { keys: { kid: string }[] }).keys[0]?.kid);
  expect(await verifier.verify(token)).toEqual({ ok: false, code: "token_invalid" });
  expect(await verifier.verify(await login())).toMatchObject({ ok: true });
});

test("Keys that can't be fetched or used are Unavailable", async () => {
  const { publication, verifier, login } = await scene();
  const good = publication.body;
  const token = await login();
  const bad: readonly [status: number, body: unknown][] = [
    [500, good],
    [302, good],
    [200, "<!doctype html>"],
    [200, { keys: "none" }],
    [200, { keys: [] }],
    [200, { keys: [{ kty: "RSA", n: "AQAB", e: "AQAB" }] }],
  ];
  for (const [status, body] of bad) {
    Object.assign(publication, { status, body });
    await expect(verifier.verify(token), JSON.stringify(body)).rejects.toMatchObject(UNKNOWN);
  }
  Object.assign(publication, { status: 200, body: good });
  expect(await verifier.verify(token)).toMatchObject({ ok: true });
});

test("While the keys' source is down, tokens of known keys go on", async () => {
  const { publication, verifier, login, rotateKey } = await scene({ cooldownMs: 0 });
  const token = await login();
  await verifier.verify(token);
  await rotateKey();
  publication.status = 500;
  await expect(verifier.verify(await login())).rejects.toMatchObject(UNKNOWN);
  expect(await verifier.verify(token)).toMatchObject({ ok: true });
});

test("A key set is fetched over https, or from this machine", () => {
  const tricks = ["http://127.evil.example/jwks", "http://127.0.0.1.evil.example/jwks", "http://128.0.0.1/jwks"];
  for (const url of ["http://keys.example/jwks.json", "ftp://localhost/jwks.json", ...tricks]) {
    expect(() => createRemoteKeyRing(url), url).toThrow(/must be https:, or http: on a loopback host/);
  }
  const near = ["http://localhost:3000/jwks.json", "http://[::1]/jwks.json", "http://127.10.20.30/jwks.json"];
  for (const url of ["https://keys.example/jwks.json", ...near]) {
    expect(createRemoteKeyRing(url).byId.size).toBe(0);
  }
});
