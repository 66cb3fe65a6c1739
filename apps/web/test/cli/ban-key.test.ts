import { createPrivateKey, type JsonWebKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generateKeySet } from "@curfew/auth";
import { expect, test } from "vitest";
import { createService, decoded, jsonOf } from "./support.ts";

const kidOf = (token: string) => String(decoded(token, "header").kid);

test("ban-key: the key's tokens are refused everywhere, and another key signs", async () => {
  const { program, curfew, start } = createService({ KEY_LEAD_SECONDS: "600" });
  const [here, there] = [await start(), await start()];
  const { accessToken, refreshToken } = await here.signUp("ann@example.com");
  const kid = kidOf(accessToken);
  const answer = await jsonOf(program(["ban-key", kid, "--json"]));
  expect(answer).toEqual({ code: 0, kid, changed: true, signing: expect.any(String) });
  expect(answer.signing).not.toBe(kid);
  for (const server of [here, there]) {
    expect(await server.me(accessToken)).toMatchObject({ status: 401, reason: "token_invalid" });
    expect(await server.whyNotRefreshed(refreshToken)).toBe("token_invalid");
    const fresh = await server.logIn("ann@example.com");
    expect(kidOf(fresh.accessToken)).toBe(answer.signing);
    for (const each of [here, there]) expect((await each.me(fresh.accessToken)).status).toBe(200);
    expect(await server.kids()).toEqual([answer.signing]);
  }
  const { code, out } = await curfew(["ban-key", kid]);
  expect([code, out]).toEqual([0, expect.stringContaining(`The key ${kid} was banned before.`)]);
  expect(out).toContain("accept it until they fetch them again (max-age: 300 s)");
});

test("ban-key: the next given key signs; without one logins are 503", async () => {
  const [first, second] = [await generateKeySet(), await generateKeySet("EdDSA")];
  const keys = [...first.keys, ...second.keys];
  const { curfew, start } = createService({ AUTH_SIGNING_KEYS: JSON.stringify({ keys }) });
  const server = await start();
  const { accessToken } = await server.signUp("ann@example.com");
  const [one, two] = keys.map(({ kid }) => kid);
  expect(kidOf(accessToken)).toBe(one);
  const answer = await curfew(["ban-key", String(one)]);
  expect(answer).toMatchObject({ code: 0, out: expect.stringContaining(`New tokens are signed by the key ${two}.`) });
  expect(answer.out).toContain("Remove it from AUTH_SIGNING_KEYS");
  await expect.poll(server.kids).toEqual([two]);
  expect(await server.me(accessToken)).toMatchObject({ status: 401, reason: "token_invalid" });
  const fresh = await server.logIn("ann@example.com");
  expect(kidOf(fresh.accessToken)).toBe(two);

  expect(await jsonOf(curfew(["ban-key", String(one), "--json"]))).toMatchObject({
    code: 0,
    changed: false,
    signing: two,
  });
  expect(await jsonOf(curfew(["status", "--json"]))).toMatchObject({
    keys: [
      { kid: one, state: "banned" },
      { kid: two, state: "signs" },
    ],
  });
  const last = await curfew(["ban-key", String(two)]);
  expect([last.code, last.err]).toEqual([0, expect.stringContaining("No key is left to sign with")]);
  expect(await server.whyNotLoggedIn("ann@example.com")).toMatch(/_unavailable$/);
  expect(await server.me(fresh.accessToken)).toMatchObject({ status: 401, reason: "token_invalid" });
});

test("ban-key: an unknown key changes nothing: exit code 1", async () => {
  const { curfew, start } = createService();
  const server = await start();
  const { accessToken } = await server.signUp("ann@example.com");
  for (const kid of ["nobodys", "", "constructor", `${kidOf(accessToken)} `]) {
    const answer = await jsonOf(curfew(["ban-key", kid, "--json"]));
    expect(answer).toMatchObject({ code: 1, error: { code: "key_unknown" } });
  }
  expect((await server.me(accessToken)).status).toBe(200);
  expect(await server.kids()).toEqual([kidOf(accessToken)]);
});

/** The same token with other claims, signed by one who has the private key. */
function forged(token: string, claims: object, key: JsonWebKey): string {
  const [header = ""] = token.split(".");
  const payload = Buffer.from(JSON.stringify({ ...decoded(token, "payload"), ...claims })).toString("base64url");
  const signer = { key: createPrivateKey({ key, format: "jwk" }), dsaEncoding: "ieee-p1363" } as const;
  return `${header}.${payload}.${sign("sha256", Buffer.from(`${header}.${payload}`), signer).toString("base64url")}`;
}

test("a leaked key, handled as the runbook says, leaves no thief inside", async () => {
  const { folder, curfew, start } = createService();
  const server = await start();
  const ann = await server.signUp("ann@example.com");
  const [key] = JSON.parse(readFileSync(join(folder, "signing-keys.json"), "utf8")).keys;
  const access = forged(ann.accessToken, { jti: "A".repeat(22) }, key);
  const refresh = forged(ann.refreshToken, { jti: "B".repeat(22) }, key);
  expect((await server.me(access)).status).toBe(200);

  expect((await curfew(["ban-key", kidOf(ann.accessToken)])).code).toBe(0);
  expect((await curfew(["end-everything", "--yes"])).code).toBe(0);
  for (const token of [access, ann.accessToken]) {
    expect(await server.me(token)).toMatchObject({ status: 401, reason: "token_invalid" });
  }
  for (const token of [refresh, ann.refreshToken]) expect(await server.whyNotRefreshed(token)).toBe("token_invalid");
  const fresh = await server.logIn("ann@example.com");
  expect((await server.me(fresh.accessToken)).status).toBe(200);
  const again = forged(fresh.accessToken, { jti: "C".repeat(22) }, key);
  expect(await server.me(again)).toMatchObject({ status: 401, reason: "token_invalid" });
});
