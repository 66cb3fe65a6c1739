import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createService, decoded, jsonOf } from "./support.ts";

const REVOKED = { status: 401, reason: "token_revoked" };
const STEPS = ["form", "header", "key", "signature", "claims", "limits", "time", "blacklist"];

test("revoke: a running server refuses the access token; its session stays", async () => {
  const { start, curfew } = createService();
  const server = await start();
  const { accessToken, refreshToken } = await server.signUp("ann@example.com");
  const { sub: userId, sid: sessionId, jti: tokenId } = decoded(accessToken, "payload");
  const answer = await jsonOf(curfew(["revoke", accessToken, "--json"]));
  expect(answer).toEqual({ code: 0, revoked: "token", userId, sessionId, tokenId });
  expect(await server.me(accessToken)).toMatchObject(REVOKED);
  expect(await server.whyNotRefreshed(refreshToken)).toBeNull();
});

test("revoke: a refresh token on standard input ends its session", async () => {
  const { program, curfew, start } = createService();
  const server = await start();
  const first = await server.signUp("ann@example.com");
  const other = await server.logIn("ann@example.com");
  const before = await server.sessions(other.accessToken);
  const { code, out } = await program(["revoke", "-"], `${first.refreshToken}\n`);
  expect([code, out]).toEqual([0, expect.stringContaining("has ended")]);
  expect(await server.me(first.accessToken)).toMatchObject(REVOKED);
  expect(await server.whyNotRefreshed(first.refreshToken)).toBe("token_revoked");
  const { sid } = decoded(first.accessToken, "payload");
  expect(before).toContain(sid);
  expect(await server.sessions(other.accessToken)).toEqual(before.filter((id) => id !== sid));
  expect(await jsonOf(curfew(["revoke", first.refreshToken, "--json"]))).toMatchObject({ code: 0, revoked: "session" });
});

test("revoke: a foreign token is reported: exit code 1", async () => {
  const { curfew, start } = createService();
  await start();
  const { accessToken } = await (await createService().start()).signUp("ann@example.com");
  const answer = await jsonOf(curfew(["revoke", accessToken, "--json"]));
  expect(answer).toMatchObject({ code: 1, error: { code: "token_foreign" } });
  expect(await curfew(["revoke", "-"])).toMatchObject({ code: 1, out: "" });
});

test("explain: a good token, step by step, with every record: exit code 0", async () => {
  const { curfew, start } = createService();
  const { accessToken, refreshToken } = await (await start()).signUp("ann@example.com");
  const { sub, sid, jti } = decoded(accessToken, "payload");
  const { kid } = decoded(accessToken, "header");
  expect(await jsonOf(curfew(["explain", accessToken, "--json"]))).toMatchObject({
    ...{ code: 0, accepted: true, steps: STEPS.map((step) => ({ step, ok: true, why: expect.any(String) })) },
    claims: { kind: "access", subject: sub, sessionId: sid, tokenId: jti },
    records: [
      { record: "generation", value: expect.stringMatching(/^1\./), since: expect.any(String) },
      { record: `token:${jti}`, value: null, since: null },
      { record: `session:${sid}`, value: null, since: null },
      { record: `subject:${sub}`, value: null, since: null },
      { record: `ban:${kid}`, value: null, since: null },
    ],
  });
  const { code, out } = await curfew(["explain", "-"], `  ${refreshToken}\r\n`);
  expect(code).toBe(0);
  for (const words of [
    "This token is accepted.",
    "it is the newest of its session",
    "nothing stands there",
    "kind          refresh",
  ]) {
    expect(out).toContain(words);
  }
});

test("explain: a revoked token shows its record and date: exit code 3", async () => {
  const { curfew, start } = createService();
  const { accessToken } = await (await start()).signUp("ann@example.com");
  const before = Date.now();
  await curfew(["revoke", accessToken]);
  const explained = await jsonOf(curfew(["explain", accessToken, "--json"]));
  expect(explained).toMatchObject({ code: 3, accepted: false });
  expect(explained.steps).toContainEqual({ step: "blacklist", ok: false, why: "revoked by its token" });
  const [, record] = explained.records as { record: string; since: string }[];
  expect(record?.record).toBe(`token:${decoded(accessToken, "payload").jti}`);
  expect(Date.parse(record?.since ?? "")).toBeGreaterThanOrEqual(before);
});

test("explain: an expired token is explained all the same: exit code 3", async () => {
  const { program, start, places } = createService({ ACCESS_TOKEN_SECONDS: "1", CLOCK_TOLERANCE_SECONDS: "0" });
  const { accessToken } = await (await start()).signUp("ann@example.com");
  await sleep(Math.max(0, Number(decoded(accessToken, "payload").exp) * 1000 - Date.now()));
  const { code, out, err } = await program(["explain", "-"], accessToken);
  expect([code, err]).toEqual([3, places]);
  expect(out).toContain("This token is refused.");
  expect(out).toMatch(/time +REFUSED +it has expired/);
  expect(out).toMatch(/blacklist +ok/);
});

test("explain: a foreign token is refused at its step: exit code 3", async () => {
  const { curfew, start } = createService();
  const { accessToken } = await (await start()).signUp("ann@example.com");
  const [header, payload] = accessToken.split(".");
  const forged = await jsonOf(curfew(["explain", `${header}.${payload}.${"A".repeat(86)}`, "--json"]));
  expect(forged).toMatchObject({ code: 3, accepted: false, claims: null, records: [] });
  expect((forged.steps as unknown[]).at(-1)).toMatchObject({ step: "signature", ok: false });
  const nothing = await jsonOf(curfew(["explain", "-", "--json"]));
  expect(nothing).toMatchObject({ code: 3, steps: [{ step: "form", ok: false }] });
});

test("a token as an argument warns, on standard input not", async () => {
  const { curfew, start, places } = createService();
  const { accessToken, refreshToken } = await (await start()).signUp("ann@example.com");
  for (const [command, token] of [
    ["explain", refreshToken],
    ["explain", accessToken],
    ["revoke", accessToken],
  ] as const) {
    const given = await curfew([command, token]);
    expect([given.code, given.err]).toEqual([0, expect.stringContaining("was given as an argument")]);
  }
  expect(await curfew(["revoke", "-"], `${refreshToken}\n`)).toMatchObject({ code: 0, err: places });
});
