import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { generateKeySet } from "@curfew/auth";
import { expect, test } from "vitest";
import { operateHere } from "../support/operate.ts";
import { createService, decoded, jsonOf } from "./support.ts";

test("a new key takes over in running servers, and no token is refused", async () => {
  const { program, start } = createService({ KEY_LEAD_SECONDS: "2" });
  const [here, there] = [await start(), await start()];
  const old = await here.signUp("ann@example.com");
  const oldKid = decoded(old.accessToken, "header").kid;

  let isDone = false;
  const rotation = jsonOf(program(["rotate-key", "--wait", "--json"])).finally(() => {
    isDone = true;
  });
  const kids: unknown[] = [];
  for (let tokens = await here.logIn("ann@example.com"); !isDone; tokens = await here.refresh(tokens)) {
    kids.push(decoded(tokens.accessToken, "header").kid);
    expect((await there.me(tokens.accessToken)).status).toBe(200);
    await sleep(5);
  }

  const answer = await rotation;
  expect(answer).toEqual({
    ...{ code: 0, kid: expect.any(String), signsFrom: expect.any(String) },
    keys: [
      { kid: answer.kid, alg: "ES256", state: "signs", since: answer.signsFrom, until: null },
      { kid: oldKid, alg: "ES256", state: "verifies", since: expect.any(String), until: expect.any(String) },
    ],
  });
  expect(new Set([oldKid, ...kids, answer.kid])).toEqual(new Set([oldKid, answer.kid]));
  for (const server of [here, there]) {
    expect(decoded((await server.logIn("ann@example.com")).accessToken, "header").kid).toBe(answer.kid);
    expect((await server.me(old.accessToken)).status).toBe(200);
    expect(await server.kids()).toEqual([answer.kid, oldKid]);
  }
  expect(decoded((await there.refresh(old)).accessToken, "header").kid).toBe(answer.kid);
});

test("rotate-key returns at once and tells when the new key will sign", async () => {
  const { curfew, start } = createService();
  const server = await start();
  const [old] = await server.kids();
  const before = Date.now();
  const answer = await jsonOf(curfew(["rotate-key", "--json"]));
  expect(Date.parse(String(answer.signsFrom))).toBeGreaterThan(before);
  expect(answer.keys).toMatchObject([
    { kid: answer.kid, state: "next", since: answer.signsFrom, until: null },
    { kid: old, state: "signs", until: expect.any(String) },
  ]);
  const { accessToken } = await server.signUp("ann@example.com");
  expect(decoded(accessToken, "header").kid).toBe(old);
  const { code, out } = await curfew(["rotate-key"]);
  expect([code, out]).toEqual([0, expect.stringMatching(/^The key \S+ will sign from \d{4}-\S+Z on\./)]);
});

test("generate-keys prints only a private key set, and needs no settings", async () => {
  const { code, out, err } = await operateHere(["generate-keys"], { PORT: "none" });
  expect([code, err]).toEqual([0, ""]);
  const { folder, curfew, start } = createService({ AUTH_SIGNING_KEYS: out, APP_ORIGIN: "https://app.example" });
  await start();
  const { keys } = await jsonOf(curfew(["status", "--json"]));
  expect(keys).toMatchObject([{ kid: JSON.parse(out).keys[0].kid, alg: "ES256", state: "signs" }]);
  expect(readdirSync(folder)).not.toContain("signing-keys.json");
});

test("two concurrent rotations both succeed, and no token is lost", async () => {
  const { folder, program, start } = createService({ KEY_LEAD_SECONDS: "2" });
  const server = await start();
  const { accessToken } = await server.signUp("ann@example.com");
  const answers = await Promise.all([1, 2].map(() => jsonOf(program(["rotate-key", "--wait", "--json"]))));
  expect(answers.map(({ code }) => code)).toEqual([0, 0]);
  const kids = await server.kids();
  expect(new Set(kids)).toEqual(new Set([...answers.map(({ kid }) => kid), decoded(accessToken, "header").kid]));
  expect((await server.me(accessToken)).status).toBe(200);
  const fresh = await server.logIn("ann@example.com");
  expect(answers.map(({ kid }) => kid)).toContain(decoded(fresh.accessToken, "header").kid);
  expect(readdirSync(folder).filter((name) => name.startsWith("signing-keys"))).toEqual(["signing-keys.json"]);
});

test("given keys aren't rotated: exit code 1, and how to do it", async () => {
  const keySet = await generateKeySet();
  const canaries = keySet.keys.map(({ d }) => d);
  const { folder, curfew, start } = createService({ AUTH_SIGNING_KEYS: JSON.stringify(keySet) }, canaries);
  await start();
  const { code, out, err } = await curfew(["rotate-key"]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain("AUTH_SIGNING_KEYS");
  expect(err).toContain("front");
  expect(readdirSync(folder)).not.toContain("signing-keys.json");
  expect(await jsonOf(curfew(["rotate-key", "--json"]))).toMatchObject({ code: 1, error: { code: "keys_given" } });
  expect(await jsonOf(curfew(["status", "--json"]))).toMatchObject({
    settings: { keys: "given" },
    keys: [{ kid: keySet.keys[0]?.kid, state: "signs", since: null, until: null }],
  });
});
