import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AuditEvent } from "@curfew/api";
import { createDatabase } from "@curfew/db";
import { expect, onTestFinished, test } from "vitest";
import { readMoment } from "../../src/cli/instant.ts";
import { createService, decoded, PROGRAM } from "./support.ts";

/** A service with these events in its trail. */
async function createTrail(events: readonly Partial<AuditEvent>[]) {
  const service = createService();
  await (await service.start()).stop();
  const database = createDatabase({ url: null, directory: service.folder });
  onTestFinished(() => database.close());
  const nobody = { userId: null, sessionId: null, reason: null, userAgent: null, address: null };
  await database.audit.record(events.map((event) => ({ at: new Date(), type: "login", ...nobody, ...event })));
  return service;
}

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

test("audit tells why a user was logged out, and by whom", async () => {
  const { program, curfew, start } = createService();
  const server = await start();
  const [ann, bob] = [await server.signUp("ann@example.com"), await server.signUp("bob@example.com")];
  await curfew(["revoke", "-"], bob.refreshToken);
  await curfew(["end-sessions", "ann@example.com"]);

  const { code, out, err } = await program(["audit", "--user", "Ann@Example.com", "--since", "5m"]);
  const { sub, sid } = decoded(bob.accessToken, "payload");
  expect(code).toBe(0);
  expect(linesOf(out).map((line) => line.split(/\s+/)[1])).toEqual(["signup", "login", "all_sessions_ended"]);
  expect(linesOf(out)[2]).toContain("(ann@example.com)  reason=operator");
  expect(err).toContain("3 events of 1 accounts match");
  expect(out).not.toContain(decoded(bob.accessToken, "payload").sub);

  const ended = await curfew(["audit", "--session", String(sid), "--type", "session_ended", "--json"]);
  expect(linesOf(ended.out).map((line) => JSON.parse(line))).toMatchObject([
    { type: "session_ended", userId: sub, sessionId: sid, reason: "operator" },
  ]);
  expect(ann.accessToken).not.toBe(bob.accessToken);
});

test("events of a user or session include what ended them with others", async () => {
  const { curfew, start } = createService();
  const server = await start();
  const [ann, bob] = [await server.signUp("ann@example.com"), await server.signUp("bob@example.com")];
  await curfew(["end-sessions", "ann@example.com"]);
  await curfew(["end-sessions", "bob@example.com"]);
  await curfew(["end-everything", "--yes"]);
  const typesOf = async (...words: string[]) =>
    linesOf((await curfew(["audit", ...words])).out).map((line) => line.split(/\s+/)[1]);
  const session = ["--session", String(decoded(ann.accessToken, "payload").sid)];
  expect(await typesOf(...session)).toEqual(["login", "all_sessions_ended", "everything_ended"]);
  expect(await typesOf(...session, "--type", "everything_ended,login_refused")).toEqual(["everything_ended"]);
  expect(await typesOf("--user", String(decoded(bob.accessToken, "payload").sub))).toEqual(
    ...[["signup", "login", "all_sessions_ended", "everything_ended"]],
  );
  expect(await typesOf("--session", "nobody's")).toEqual(["everything_ended"]);
});

test("audit prints what lies between two moments, oldest first, and nothing else", async () => {
  const at = (time: string) => new Date(`2026-05-04T${time}Z`);
  const times = ["12:00:00.000", "12:03:00.500", "12:09:59.999", "12:10:00.000"].map(at);
  const { curfew } = await createTrail(times.toReversed().map((time) => ({ at: time })));
  const between = ["--since", "2026-05-04T12:00:00.001Z", "--until", "2026-05-04T14:10+02:00", "--json"];
  const { out } = await curfew(["audit", ...between]);
  expect(linesOf(out).map((line) => JSON.parse(line).at)).toEqual(times.slice(1, 3).map((time) => time.toISOString()));
  expect((await curfew(["audit", "--until", "2026-05-04"])).out).toBe("");
  expect((await curfew(["audit", "--type", "logout", "--since", "2026-05-04"])).out).toBe("");
});

test("audit exports more than a page, each event once, to the last", async () => {
  const minute = (index: number) => new Date(Date.now() - index * 60_000);
  const { curfew } = await createTrail(Array.from({ length: 3_001 }, (_, i) => ({ at: minute(i), reason: String(i) })));
  const { out } = await curfew(["audit", "--json"]);
  expect(linesOf(out).map((line) => JSON.parse(line).reason)).toEqual(
    Array.from({ length: 3_001 }, (_, i) => String(3_000 - i)),
  );
});

test("a client's text can't act as a terminal command", async () => {
  const userAgent = "Nice\u001b]0;pwned\u0007\u009b31m\u202e Browser";
  const { curfew } = await createTrail([{ userAgent }]);
  const { out } = await curfew(["audit"]);
  expect(out).toMatch(/^[^\p{C}]+\n$/u);
  const printed = (await curfew(["audit", "--json"])).out;
  expect(printed).toMatch(/^[^\p{C}]+\n$/u);
  expect(JSON.parse(printed).userAgent).toBe(userAgent);
});

test("a reader that has seen enough ends the audit without a word", async () => {
  const { environment } = await createTrail(Array.from({ length: 3_000 }, () => ({})));
  const env = { PATH: process.env.PATH ?? "", ...environment } as unknown as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, [PROGRAM, "audit"], { env, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => {
    err += String(chunk);
  });
  child.stdout.once("data", () => child.stdout.destroy());
  expect(await once(child, "close")).toEqual([0, null]);
  expect(err).not.toContain("EPIPE");
});

test.for(["soon", "", "12", "12:3", "25:00", "2026-02-30", "2026-13-01", "5w", "-5m", "12:00 canary", "Z"])(
  "%j is no moment: exit code 2, and not repeated",
  async (text) => {
    const { curfew } = await createTrail([]);
    const { code, out, err } = await curfew(["audit", `--since=${text}`]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("--since takes");
    expect(err).not.toContain("canary");
  },
);

test.for(["logins", "", "login,canary", "LOGIN", "login,,logout"])(
  "%j is no type of event: exit code 2 and the list",
  async (text) => {
    const { curfew } = await createTrail([]);
    const { code, out, err } = await curfew(["audit", `--type=${text}`]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("login_refused, ");
    expect(err).not.toContain("canary");
  },
);

test.for([
  ["90s", "2026-05-04T11:58:30.000Z"],
  ["2d", "2026-05-02T12:00:00.000Z"],
  ["12:03", "2026-05-04T12:03:00.000Z"],
  ["23:59:59.5", "2026-05-04T23:59:59.500Z"],
  ["2026-05-01", "2026-05-01T00:00:00.000Z"],
  ["2026-05-01T06:30", "2026-05-01T06:30:00.000Z"],
  ["2026-05-01T06:30:15+05:30", "2026-05-01T01:00:15.000Z"],
] as const)("%s is read as the moment it names", ([text, moment]) => {
  expect(readMoment(text, new Date("2026-05-04T12:00:00Z"))?.toISOString()).toBe(moment);
});
