import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createDatabase } from "@curfew/db";
import { expect, onTestFinished, test } from "vitest";
import { createService, decoded, jsonOf } from "./support.ts";

const REVOKED = { status: 401, reason: "token_revoked" };

test("grant-admin: in force with the next request; repeating changes nothing", async () => {
  const { program, curfew, start } = createService();
  const server = await start();
  const { accessToken } = await server.signUp("ann@example.com");
  expect(await server.users(accessToken)).toMatchObject({ status: 403, reason: "role_required" });
  const granted = await jsonOf(program(["grant-admin", "Ann@Example.com", "--json"]));
  const ann = { email: "ann@example.com", role: "admin", userId: expect.any(String) };
  expect(granted).toEqual({ code: 0, ...ann, changed: true });
  expect((await server.users(accessToken)).status).toBe(200);
  expect(await jsonOf(curfew(["grant-admin", "ann@example.com", "--json"]))).toEqual({
    code: 0,
    ...ann,
    changed: false,
  });
  const { code, out } = await curfew(["grant-admin", "ann@example.com"]);
  expect([code, out]).toEqual([0, "ann@example.com is an administrator already.\n"]);
});

test("revoke-admin: in force with the next request; repeating changes nothing", async () => {
  const { curfew, start } = createService();
  const server = await start();
  const { accessToken } = await server.signUp("ann@example.com");
  await curfew(["grant-admin", "ann@example.com"]);
  expect((await server.users(accessToken)).status).toBe(200);
  const answer = await jsonOf(curfew(["revoke-admin", " ANN@example.com ", "--json"]));
  expect(answer).toMatchObject({ code: 0, email: "ann@example.com", role: "user", changed: true });
  expect(await server.users(accessToken)).toMatchObject({ status: 403, reason: "role_required" });
  expect((await server.me(accessToken)).status).toBe(200);
  const { code, out } = await curfew(["revoke-admin", "ann@example.com"]);
  expect([code, out]).toEqual([0, "ann@example.com is not an administrator.\n"]);
});

test("suspend: every token and login is refused until restore", async () => {
  const { curfew, start } = createService();
  const server = await start();
  const [ann, bob] = [await server.signUp("ann@example.com"), await server.signUp("bob@example.com")];
  expect(await jsonOf(curfew(["suspend", "Ann@Example.com", "--json"]))).toMatchObject({ code: 0, suspended: true });
  expect(await server.me(ann.accessToken)).toMatchObject(REVOKED);
  expect(await server.whyNotRefreshed(ann.refreshToken)).toBe("token_revoked");
  expect(await server.whyNotLoggedIn("ann@example.com")).toBe("credentials_invalid");
  expect((await server.me(bob.accessToken)).status).toBe(200);
  expect((await curfew(["suspend", "ann@example.com"])).out).toContain("is suspended");

  const restored = await jsonOf(curfew(["restore", "ann@example.com", "--json"]));
  expect(restored).toMatchObject({ code: 0, suspended: false, changed: true });
  expect((await server.me((await server.logIn("ann@example.com")).accessToken)).status).toBe(200);
  expect(await server.me(ann.accessToken)).toMatchObject(REVOKED);
  expect((await curfew(["restore", "ann@example.com"])).out).toContain("nothing was changed");
});

test("end-sessions: one account's tokens are refused, and it may log in", async () => {
  const { curfew, start } = createService();
  const server = await start();
  const [ann, bob] = [await server.signUp("ann@example.com"), await server.signUp("bob@example.com")];
  const again = await server.logIn("ann@example.com");
  const answer = await jsonOf(curfew(["end-sessions", "  ANN@example.com", "--json"]));
  expect(answer).toEqual({ code: 0, email: "ann@example.com", userId: expect.any(String), ended: 3 });
  for (const { accessToken } of [ann, again]) expect(await server.me(accessToken)).toMatchObject(REVOKED);
  expect(await server.whyNotRefreshed(ann.refreshToken)).toBe("token_revoked");
  expect((await server.me(bob.accessToken)).status).toBe(200);
  const { accessToken } = await server.logIn("ann@example.com");
  expect((await server.me(accessToken)).status).toBe(200);
  expect((await curfew(["end-sessions", "ann@example.com"])).out).toContain("(1 session)");
  expect(await server.me(accessToken)).toMatchObject(REVOKED);
});

test("end-everything: every token is refused; without a terminal it doesn't ask", async () => {
  const { program, curfew, start } = createService();
  const server = await start();
  const [ann, bob] = [await server.signUp("ann@example.com"), await server.signUp("bob@example.com")];
  expect(await jsonOf(program(["end-everything", "--json"]))).toEqual({ code: 0, ended: 4 });
  for (const { accessToken, refreshToken } of [ann, bob]) {
    expect(await server.me(accessToken)).toMatchObject(REVOKED);
    expect(await server.whyNotRefreshed(refreshToken)).toBe("token_revoked");
  }
  const { accessToken } = await server.logIn("bob@example.com");
  expect((await server.me(accessToken)).status).toBe(200);
  expect((await curfew(["end-everything", "--yes"])).out).toContain("(sessions: 1)");
});

test("reset-password: an hour's link of 256 bits; a newer one ends it", async () => {
  const { folder, program, curfew, start } = createService();
  const { accessToken } = await (await start()).signUp("ann@example.com");
  const { code, out, err } = await program(["reset-password", "Ann@example.com"]);
  expect([code, err]).toEqual([0, expect.stringContaining("Give this link to ann@example.com only: until")]);
  const [, token = ""] = /^http:\/\/localhost:1\/reset-password#token=([\w-]{43})\n$/.exec(out) ?? [];
  const { resets, events } = await kept(folder, token);
  expect(resets).toMatchObject({ userId: decoded(accessToken, "payload").sub });
  expect(Math.abs(+(resets?.expiresAt ?? 0) - Date.now() - 3_600_000)).toBeLessThan(60_000);
  expect(events[0]).toMatchObject({ type: "password_reset_offered", reason: "operator", detail: expect.any(String) });
  for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(token)).toBe(false);

  const again = await jsonOf(curfew(["reset-password", "ann@example.com", "--json"]));
  expect(again).toMatchObject({ code: 0, email: "ann@example.com", expiresAt: expect.any(String) });
  expect((await kept(folder, token)).resets).toBeNull();
  expect((await kept(folder, String(again.url).split("#token=")[1])).resets).not.toBeNull();
});

/** What the database keeps of a link's token, and the newest events of the trail. */
async function kept(folder: string, token = "") {
  const database = createDatabase({ url: null, directory: folder });
  const digest = createHash("sha256").update(token).digest("base64url");
  const [resets, events] = await Promise.all([
    database.passwordResets.find(digest, new Date()),
    database.audit.since(new Date(0), 10),
  ]);
  await database.close();
  return { resets, events };
}

test("reset-password: the link sets the password once, and ends every session", async () => {
  const { curfew, start } = createService();
  const server = await start();
  const { accessToken } = await server.signUp("ann@example.com");
  const { out } = await curfew(["reset-password", "ann@example.com"]);
  const token = out.trim().split("#token=")[1] ?? "";
  expect((await server.me(accessToken)).status).toBe(200);
  const password = "something new and long enough";
  expect((await server.setPassword(token, password)).status).toBe(200);
  expect(await server.me(accessToken)).toMatchObject(REVOKED);
  expect(await server.whyNotLoggedIn("ann@example.com")).toBe("credentials_invalid");
  expect((await server.setPassword(token, password)).status).toBe(400);
  const session = String(decoded(accessToken, "payload").sid);
  const { out: trail } = await curfew(["audit", "--session", session, "--type", "login,password_reset", "--json"]);
  expect(trail.split("\n").flatMap((line) => line && JSON.parse(line).type)).toEqual(["login", "password_reset", ""]);
});

test("reset-password: a suspended account gets no link", async () => {
  const { curfew, start } = createService();
  await (await start()).signUp("ann@example.com");
  await curfew(["suspend", "ann@example.com"]);
  const refused = await jsonOf(curfew(["reset-password", "ann@example.com", "--json"]));
  expect(refused).toMatchObject({ code: 1, error: { code: "account_unavailable" } });
});

test("a command on an unknown account is refused: exit code 1", async () => {
  const { curfew, start, places } = createService();
  await start();
  for (const command of ["end-sessions", "suspend", "restore", "reset-password", "grant-admin", "revoke-admin"]) {
    const { code, out, err } = await curfew([command, "nobody@example.com"]);
    expect([code, out, err]).toEqual([1, "", `${places}curfew: There is no account with this e-mail address.\n`]);
    const answer = await jsonOf(curfew([command, "nobody@example.com", "--json"]));
    expect(answer).toMatchObject({ code: 1, error: { code: "account_unknown", message: expect.any(String) } });
  }
});

test("an operator's actions are in the audit trail, with their target", async () => {
  const { folder, curfew, start } = createService();
  const server = await start();
  const [first, second] = [await server.signUp("ann@example.com"), await server.logIn("ann@example.com")];
  const { userId, sessionId } = await jsonOf(curfew(["revoke", first.accessToken, "--json"]));
  await curfew(["revoke", second.refreshToken]);
  await curfew(["end-sessions", "ann@example.com"]);
  for (const command of ["grant-admin", "revoke-admin", "suspend", "restore"]) {
    for (const _again of [1, 2]) await curfew([command, "ann@example.com"]);
  }
  await curfew(["end-everything", "--yes"]);
  const database = createDatabase({ url: null, directory: folder });
  onTestFinished(() => database.close());
  const events = (await database.audit.since(new Date(0), 100)).filter(({ reason }) => reason === "operator").reverse();
  const nobody = { userAgent: null, address: null };
  expect(events).toMatchObject([
    { type: "token_revoked", userId, sessionId, ...nobody },
    { type: "session_ended", userId, sessionId: expect.any(String), ...nobody },
    { type: "all_sessions_ended", userId, sessionId: null, ...nobody },
    { type: "admin_granted", userId, sessionId: null, ...nobody },
    { type: "admin_revoked", userId, sessionId: null, ...nobody },
    { type: "account_suspended", userId, sessionId: null, ...nobody },
    { type: "account_suspended", userId, sessionId: null, ...nobody },
    { type: "account_restored", userId, sessionId: null, ...nobody },
    { type: "everything_ended", userId: null, sessionId: null, ...nobody },
  ]);
});
