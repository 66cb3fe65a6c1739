import { expect, test } from "vitest";
import * as limits from "../src/rate-limit/limits.ts";
import { createLocalWindows } from "../src/rate-limit/local.ts";
import { network } from "../src/rate-limit/network.ts";
import { bearer, createWorld, type World } from "./world/world.ts";

const WRONG = "some other phrase";

function guess(
  { client }: World,
  email: string,
  { address, password = WRONG }: { address?: string; password?: string } = {},
) {
  return client(address).mutate("auth.login", { email, password });
}

test("A full window refuses even the right password until it closes", async () => {
  const world = await createWorld({ loginAttempts: 3 });
  const { email, password } = await world.person();
  for (let i = 0; i < 3; i++) expect((await guess(world, email)).status).toBe(401);
  const refused = await guess(world, email, { password });
  expect(refused).toMatchObject({ status: 429, reason: "too_many_attempts" });
  expect(refused.headers.get("retry-after")).toBe("300");
  world.pass(299);
  expect((await guess(world, email, { password })).headers.get("retry-after")).toBe("1");
  world.pass(1);
  expect((await guess(world, email, { password })).status).toBe(200);
});

test("The window opens with the first failure; refusals don't extend it", async () => {
  const world = await createWorld({ loginAttempts: 2 });
  const { email, password } = await world.person();
  await guess(world, email);
  world.pass(200);
  await guess(world, email);
  for (let i = 0; i < 50; i++) expect((await guess(world, email)).status).toBe(429);
  expect((await guess(world, email)).headers.get("retry-after")).toBe("100");
  world.pass(100);
  expect((await guess(world, email, { password })).status).toBe(200);
});

test("Successful logins are not counted, however many there are at once", async () => {
  const world = await createWorld({ loginAttempts: 2 });
  const { email, password } = await world.person();
  const logins = await Promise.all(Array.from({ length: 12 }, () => guess(world, email, { password })));
  expect(logins.map(({ status }) => status)).toEqual(Array(12).fill(200));
});

test("A success doesn't reset the window", async () => {
  const world = await createWorld({ loginAttempts: 2 });
  const { email, password } = await world.person();
  for (const attempt of [WRONG, password, WRONG]) await guess(world, email, { password: attempt });
  expect((await guess(world, email, { password })).status).toBe(429);
});

test("Concurrent guesses can't exceed the limit: exactly the allowed ones are answered", async () => {
  const world = await createWorld({ loginAttempts: 5 });
  const { email } = await world.person();
  const guesses = await Promise.all(Array.from({ length: 40 }, () => guess(world, email)));
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(5);
  expect(guesses.filter(({ status }) => status === 429)).toHaveLength(35);
});

test("Of concurrent guesses, a right one after the limit is refused", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const { browser, email, password } = await world.person();
  const guesses = [WRONG, WRONG, WRONG, WRONG, password].map((attempt) => guess(world, email, { password: attempt }));
  expect((await Promise.all(guesses)).map(({ status }) => status).sort()).toEqual([401, 429, 429, 429, 429]);
  world.pass(301);
  const answers = [WRONG, WRONG, WRONG, WRONG, password].map((currentPassword) => {
    return browser.mutate("account.delete", { currentPassword });
  });
  expect((await Promise.all(answers)).map(({ status }) => status).sort()).toEqual([403, 429, 429, 429, 429]);
});

test("The right password of a suspended account counts like a wrong one", async () => {
  const world = await createWorld({ loginAttempts: 2 });
  const admin = await world.admin();
  const { id, email, password } = await world.person();
  await admin.browser.mutate("admin.suspend", { userId: id });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await guess(world, email, { password })).status);
  expect(statuses).toEqual([401, 401, 429]);
});

test("The calls of a batch are counted one by one", async () => {
  const world = await createWorld({ loginAttempts: 4 });
  const { email, password } = await world.person();
  const response = await world.client().batch("auth.login", Array(10).fill({ email, password: WRONG }));
  const statuses = ((await response.json()) as { error: { data: { httpStatus: number } } }[]).map(
    ({ error }) => error.data.httpStatus,
  );
  expect(statuses.sort()).toEqual([...Array(4).fill(401), ...Array(6).fill(429)]);
  expect((await guess(world, email, { password })).status).toBe(429);
});

test("An account that doesn't exist is limited like one that does", async () => {
  const world = await createWorld({ loginAttempts: 2 });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await guess(world, "nobody@example.com")).status);
  expect(statuses).toEqual([401, 401, 429]);
});

test("auth.token counts with auth.login, and spellings of one address are one account", async () => {
  const world = await createWorld({ loginAttempts: 2 });
  const { email, password } = await world.person();
  await world.client().mutate("auth.token", { email: ` ${email.toUpperCase()} `, password: WRONG });
  await guess(world, email);
  expect(await world.client().mutate("auth.token", { email, password })).toMatchObject({ status: 429 });
});

test("One address may fail ten times as often as an account", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const { email, password } = await world.person();
  for (let i = 0; i < 10; i++)
    expect((await guess(world, `nobody${i}@example.com`, { address: "192.0.2.1" })).status).toBe(401);
  expect((await guess(world, email, { password, address: "192.0.2.1" })).status).toBe(429);
  expect((await guess(world, email, { password, address: "192.0.2.2" })).status).toBe(200);
});

test("Guesses refused for the account don't fill the address", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const { email, password } = await world.person();
  for (let i = 0; i < 30; i++) await guess(world, "nobody@example.com", { address: "192.0.2.1" });
  expect((await guess(world, email, { password, address: "192.0.2.1" })).status).toBe(200);
});

test("Sign-ups count for the address, whether they succeed or not", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const { email } = await world.person();
  const client = world.client("192.0.2.1");
  const password = "a wholly new phrase";
  for (let i = 0; i < 5; i++)
    await client.mutate("auth.signup", { email: `new${i}@example.com`, password, name: "New" });
  for (let i = 0; i < 5; i++) await client.mutate("auth.signup", { email, password, name: "Taken" });
  const answer = await client.mutate("auth.signup", { email: "last@example.com", password, name: "Last" });
  expect(answer).toMatchObject({ status: 429, reason: "too_many_attempts" });
  expect(await world.database.users.byEmail("last@example.com")).toBeNull();
});

test("A wrong current password counts as a failed login", async () => {
  const world = await createWorld({ loginAttempts: 2 });
  const { browser, email, password } = await world.person();
  const change = (currentPassword: string) =>
    browser.mutate("account.changePassword", { currentPassword, newPassword: "quite another phrase" });
  expect(await change(WRONG)).toMatchObject({ status: 403, reason: "password_wrong" });
  expect(await browser.mutate("account.delete", { currentPassword: WRONG })).toMatchObject({
    reason: "password_wrong",
  });
  expect(await change(password)).toMatchObject({ status: 429 });
  expect(await browser.mutate("account.delete", { currentPassword: password })).toMatchObject({ status: 429 });
  expect(await guess(world, email, { password })).toMatchObject({ status: 429 });
  expect((await browser.query("account.me")).status).toBe(200);
});

test("A header from the client doesn't change the counted address", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const client = world.client("192.0.2.1");
  const statuses = [];
  for (let i = 0; i < 11; i++) {
    const headers = { "x-forwarded-for": `10.0.0.${i}`, "x-real-ip": `10.0.0.${i}`, forwarded: `for=10.0.0.${i}` };
    statuses.push((await client.mutate("auth.login", { email: `n${i}@example.com`, password: WRONG }, headers)).status);
  }
  expect(statuses).toEqual([...Array(10).fill(401), 429]);
});

test("IPv6 counts by /64, mapped IPv4 as itself, unknown as one", () => {
  const same = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::", "2001:DB8:0001:0002:3:4:5:6", "2001:db8:1:2::1%eth0"];
  expect(new Set(same.map(network))).toEqual(new Set(["2001:db8:1:2::/64"]));
  expect(network("2001:db8:1:3::1")).toBe("2001:db8:1:3::/64");
  expect([network("::1"), network("::"), network("1::")]).toEqual(["0:0:0:0::/64", "0:0:0:0::/64", "1:0:0:0::/64"]);
  expect([network("::ffff:192.0.2.1"), network("::FFFF:c000:0201"), network("192.0.2.1")]).toEqual(
    Array(3).fill("192.0.2.1"),
  );
  expect([network(""), network("unix:"), network("not an address")]).toEqual(Array(3).fill("unknown"));
});

test("More passwords than can wait are refused, not queued", async () => {
  const world = await createWorld({ loginAttempts: 1000 });
  const guesses = await Promise.all(Array.from({ length: 100 }, (_, i) => guess(world, `n${i}@example.com`)));
  const busy = guesses.filter(({ status }) => status === 429);
  expect(busy.length).toBe(100 - 2 - 64);
  for (const { headers, reason } of busy)
    expect([reason, headers.get("retry-after")]).toEqual(["too_many_attempts", "1"]);
  expect((await guess(world, "n1@example.com")).status).toBe(401);
});

test("Without shared counters, a tenth of the limit is allowed", async () => {
  const world = await createWorld({ loginAttempts: 20 });
  const [ann, ben] = [await world.person(), await world.person()];
  world.database.before = (method) => {
    if (method === "attempts.count") throw new Error("read-only");
  };
  for (let i = 0; i < 2; i++) expect((await guess(world, ann.email)).status).toBe(401);
  for (const password of [WRONG, WRONG, ann.password]) {
    const refused = await guess(world, ann.email, { password });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "300"]);
  }
  expect((await guess(world, ben.email, { password: ben.password })).status).toBe(200);
  expect(new Set(world.problems.map(({ path }) => path))).toEqual(new Set(["attempts"]));
  world.database.before = () => {};
  expect((await guess(world, ben.email)).status).toBe(401);
  expect((await guess(world, ann.email, { password: ann.password })).status).toBe(200);
});

test("Without readable counters, logins still get an answer", async () => {
  const world = await createWorld({ loginAttempts: 3 });
  const { email, password } = await world.person();
  world.database.before = (method) => {
    if (method.startsWith("attempts.")) throw new Error("gone");
  };
  const answers = [];
  for (const attempt of [password, WRONG, WRONG, password]) {
    answers.push((await guess(world, email, { password: attempt })).status);
  }
  expect(answers).toEqual([200, 401, 429, 429]);
  world.pass(300);
  expect((await guess(world, email, { password })).status).toBe(200);
});

test("Sign-ups that are refused write nothing", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const client = world.client("192.0.2.1");
  const signUp = () => client.mutate("auth.signup", { email: "x@example.com", password: WRONG, name: "X" });
  for (let i = 0; i < 10; i++) await signUp();
  const asked: string[] = [];
  world.database.before = (method) => void asked.push(method);
  expect((await signUp()).status).toBe(429);
  expect(asked).toEqual(["attempts.open"]);
});

test("A rate limit's key reveals no email or network address", () => {
  const allowance = { attempts: 10, windowSeconds: 300 };
  const all = [
    limits.accountLimit("ann@example.com", allowance),
    limits.loginLimit("ann@example.com", allowance),
    limits.addressLimit("192.0.2.1", allowance),
    limits.addressLimit("2001:db8::1", allowance),
    limits.choiceLimit("ann", allowance),
    limits.revocationLimit("ann", allowance),
  ];
  for (const { key } of all) expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
});

test("A caller with endless addresses can't make a process remember without end", async () => {
  const windows = createLocalWindows();
  const [opened, closed] = [new Date(0), new Date(1)];
  const mark = (i: number) => [{ key: `address:${i}`, limit: 1 }];
  for (let i = 0; i < 60_000; i++) await windows.count(mark(i), opened, closed);
  expect(await windows.open(mark(59_999), opened)).toEqual([{ key: "address:59999", failures: 1, closesAt: closed }]);
  expect(await windows.open(mark(0), opened)).toEqual([]);
  expect(await windows.open(mark(59_999), closed)).toEqual([]);
});

test("Logins beyond six times the limit a minute are 429", async () => {
  const world = await createWorld({ loginAttempts: 2 });
  const { email, password } = await world.person();
  const login = () => guess(world, email, { password });
  const statuses = await Promise.all(Array.from({ length: 15 }, login));
  expect(statuses.filter(({ status }) => status === 200)).toHaveLength(12);
  const refused = statuses.filter(({ status }) => status === 429);
  expect(refused.map(({ headers }) => headers.get("retry-after"))).toEqual(["60", "60", "60"]);
  expect(await world.client().mutate("auth.token", { email, password })).toMatchObject({ status: 429 });
  const other = await world.person();
  expect((await guess(world, other.email, { password: other.password })).status).toBe(200);
  world.pass(60);
  expect((await login()).status).toBe(200);
});

test("A login that is 429 costs no hash and opens no session", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const { email, password, id } = await world.person();
  for (let i = 0; i < 6; i++) await guess(world, email, { password });
  const asked: string[] = [];
  world.database.before = (method) => void asked.push(method);
  expect((await guess(world, email, { password })).status).toBe(429);
  expect(asked).toEqual(["attempts.open"]);
  world.database.before = () => {};
  expect(await world.database.sessions.live(id, world.clock(), null)).toHaveLength(7);
});

test("Limited calls tell their limits, and what is left of the nearest", async () => {
  const world = await createWorld({ loginAttempts: 3 });
  const { email, password } = await world.person();
  const told = async (attempt: string) => {
    const { status, headers } = await guess(world, email, { password: attempt });
    return [status, headers.get("ratelimit"), headers.get("ratelimit-policy")];
  };
  const policy = '"account";q=3;w=300, "logins";q=18;w=60, "address";q=30;w=300';
  expect(await told(password)).toEqual([200, '"account";r=3;t=300', policy]);
  expect(await told(WRONG)).toEqual([401, '"account";r=2;t=300', policy]);
  world.pass(100);
  expect(await told(WRONG)).toEqual([401, '"account";r=1;t=200', policy]);
  expect(await told(WRONG)).toEqual([401, '"account";r=0;t=200', policy]);
  expect(await told(password)).toEqual([429, '"account";r=0;t=200', policy]);
});

test("Calls that are under no limit tell of none", async () => {
  const { browser } = await (await createWorld()).person();
  const { headers } = await browser.query("account.me");
  expect([headers.get("ratelimit"), headers.get("ratelimit-policy")]).toEqual([null, null]);
});

test("Password changes count with logins, and are 429 beyond the limit", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const { browser, password } = await world.person();
  const passwords = [password, ...Array.from({ length: 7 }, (_, i) => `a wholly other phrase ${i}`)];
  const change = (i: number) =>
    browser.mutate("account.changePassword", { currentPassword: passwords[i], newPassword: passwords[i + 1] });
  const answers = [];
  for (let i = 0; i < 7; i += 1) answers.push(await change(i));
  expect(answers.map(({ status }) => status)).toEqual([...Array(6).fill(200), 429]);
  expect(answers.at(-1)?.headers.getSetCookie()).toEqual([]);
  world.pass(60);
  expect((await change(6)).status).toBe(200);
});

test("Revoking with a banned key's token writes and counts nothing", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  const verified = await world.auth.verify(browser.cookie("access_token"));
  if (!verified.ok) throw new Error("no session");
  const { token } = await world.auth.signCopy(verified.claims);
  await world.auth.banKey(verified.claims.keyId);
  const writes = world.store.calls.put;
  for (const each of [token, browser.cookie("refresh_token")]) {
    const { status, headers } = await world.client().mutate("auth.revoke", { token: each });
    expect([status, headers.get("ratelimit")]).toEqual([200, null]);
    await world.client().mutate("auth.logout", undefined, bearer(each));
  }
  expect(world.store.calls.put).toBe(writes);
});

test("Revocations beyond seventy-two times the limit a minute are 429", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const { browser } = await world.person();
  const claims = await world.auth.verify(browser.cookie("access_token"));
  if (!claims.ok) throw new Error("no session");
  const copies = await Promise.all(Array.from({ length: 74 }, () => world.auth.signCopy(claims.claims)));
  const answers = [];
  for (const { token } of copies) answers.push(await world.client().mutate("auth.revoke", { token }));
  expect(answers.map(({ status }) => status)).toEqual([...Array(72).fill(200), 429, 429]);
  expect(answers.at(-1)?.headers.get("ratelimit")).toBe('"revocations";r=0;t=60');
  const other = await world.tokens((await world.person()).credentials);
  expect((await world.client().mutate("auth.revoke", { token: other.refreshToken })).status).toBe(200);
  world.pass(60);
  expect((await world.client().mutate("auth.revoke", { token: copies.at(-1)?.token })).status).toBe(200);
});
