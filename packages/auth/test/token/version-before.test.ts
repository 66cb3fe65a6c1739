import { expect, test } from "vitest";
import { datedId } from "../../src/ids.ts";
import type { TestAuth } from "../../src/testing/index.ts";
import { decode, signRaw, split, withPrivateKey } from "../forge.ts";

const ISSUER = "https://curfew.test";

/** A login whose tokens are as the version before signed them: one audience, no client, no number, a generation. */
async function loggedInBefore(service: Awaited<ReturnType<typeof withPrivateKey>>) {
  const pair = await service.login();
  const rewritten = (token: string, more: object = {}) => {
    const [header, payload] = split(token).slice(0, 2).map(decode) as [object, Record<string, unknown>];
    const { client_id: _, ord: __, lin, ...common } = payload;
    return signRaw(service.keySet, header, { ...common, aud: ISSUER, gen: lin, ...more });
  };
  return { ...pair, access: rewritten(pair.access.token), refresh: rewritten(pair.refresh.token), rewritten };
}

async function rotated({ auth }: Pick<TestAuth, "auth">, token: string) {
  const rotation = await auth.rotate(token);
  if (!rotation.ok) throw new Error(rotation.code);
  return rotation.pair;
}

test("Tokens of the previous version are accepted, revoked and exchanged", async () => {
  const service = await withPrivateKey();
  const before = await loggedInBefore(service);
  expect(await service.auth.verify(before.access)).toMatchObject({ ok: true });
  const pair = await rotated(service, before.refresh);
  expect(await service.auth.verify(pair.access.token)).toMatchObject({ ok: true });
  // Within the grace it is repeated, and later it is a used one.
  expect((await rotated(service, before.refresh)).refresh.tokenId).toBe(pair.refresh.tokenId);
  service.clock.advance({ seconds: 11 });
  expect(await service.auth.rotate(before.refresh)).toMatchObject({ ok: false, by: "reused" });
  expect(await service.auth.verify(before.access)).toMatchObject({ ok: false, by: "session" });
});

test("A refresh token used by the previous version stays used", async () => {
  const service = await withPrivateKey();
  await service.store.exchange({ key: "generation", value: `1.${datedId(new Date(0))}`, lifetimeMs: null }, null, []);
  const before = await loggedInBefore(service);
  const successor = { access: "a".repeat(22), refresh: "r".repeat(22), at: service.clock.now().getTime() };
  const put = (key: string, value: string) =>
    service.store.exchange({ key, value, lifetimeMs: 60_000 }, null, []).then(() => {});
  const { jti } = decode(split(before.refresh)[1]);
  await put(`rotated:${jti}`, JSON.stringify(successor));
  await put(`answered:${jti}`, String(successor.at));
  expect((await rotated(service, before.refresh)).refresh.tokenId).toBe(successor.refresh);
  service.clock.advance({ seconds: 11 });
  expect(await service.auth.rotate(before.refresh)).toMatchObject({ ok: false, by: "reused" });
});

test("An access token is for this client, a refresh token's audience differs", async () => {
  const service = await withPrivateKey();
  const { access, refresh } = await service.login();
  expect(decode(split(access.token)[1])).toMatchObject({ aud: ISSUER, client_id: "curfew" });
  expect(decode(split(refresh.token)[1])).toMatchObject({ aud: `${ISSUER}/refresh`, ord: 1 });
  const [header, payload] = split(access.token).slice(0, 2).map(decode) as [object, object];
  const other = signRaw(service.keySet, header, { ...payload, client_id: "another" });
  expect(await service.auth.verify(other)).toEqual({ ok: false, code: "token_invalid" });
});
