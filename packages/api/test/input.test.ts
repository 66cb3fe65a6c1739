import { expect, test } from "vitest";
import { type Answer, read } from "./world/caller.ts";
import { createWorld } from "./world/world.ts";

const PERSON = { email: "ann@example.com", password: "a wholly new phrase", name: "Ann" };
const UNKNOWN = ["This isn’t a field of this call."];

function fieldsOf({ error }: Answer): unknown {
  return error?.data.fields;
}

test("An unknown key is refused by name, in every procedure", async () => {
  const world = await createWorld();
  const { browser, api } = { ...(await world.admin()), api: world.api };
  const procedures = Object.entries(api.router._def.procedures as object);
  const calls = procedures.filter(([path]) => path !== "sessions.watch");
  expect(calls.length).toBeGreaterThan(20);
  for (const [path, procedure] of calls) {
    const { type } = (procedure as { _def: { type: string } })._def;
    const input = { surprise: 1 };
    const answer = await (type === "mutation" ? browser.mutate(path, input) : browser.query(path, input));
    expect([path, answer.status, fieldsOf(answer)]).toEqual([
      path,
      400,
      expect.objectContaining({ surprise: UNKNOWN }),
    ]);
  }
  expect((await browser.query("account.me")).status).toBe(200);
});

test("A mistyped key is named, whatever it is called", async () => {
  const { client } = await createWorld();
  expect(fieldsOf(await client().mutate("auth.refresh", { refresh_token: "x" }))).toEqual({ refresh_token: UNKNOWN });
  const hostile = JSON.parse('{"__proto__":1,"constructor":2,"toString":3}') as object;
  const fields = fieldsOf(await client().mutate("auth.revoke", { token: "x", ...hostile }));
  expect(Object.keys(fields as object).sort()).toEqual(["__proto__", "constructor", "toString"]);
  const own = await client().post("auth.revoke", '{"token":"x","__proto__":1}');
  expect(own.status).toBe(400);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${i}${"k".repeat(90)}`, 1]));
  const answer = await client().mutate("auth.revoke", { token: "x", ...many });
  expect(JSON.stringify(answer.body).length).toBeLessThan(5_000);
});

test("An input of more than a hundred fields is refused unread", async () => {
  const world = await createWorld();
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]));
  const told = { request: ["An input has at most 100 fields."] };
  expect(fieldsOf(await world.client().mutate("auth.token", many(101)))).toEqual(told);
  expect(fieldsOf(await world.client().query("account.me", many(500)))).toEqual(told);
  expect(fieldsOf(await read(await world.client().batch("auth.revoke", [{ token: "x" }, many(101)])))).toEqual(told);
  expect(fieldsOf(await world.client().mutate("auth.token", many(100)))).toMatchObject({ k0: expect.anything() });
});

test("Infinite queries may send a direction, and a null cursor", async () => {
  const { admin } = await createWorld();
  const { browser, id } = await admin();
  for (const [path, input] of [
    ["admin.users", {}],
    ["sessions.list", {}],
    ["account.activity", {}],
    ["admin.activity", { userId: id }],
  ] as const) {
    for (const page of [{}, { cursor: null }, { direction: "forward" }, { cursor: null, direction: "forward" }]) {
      expect([path, (await browser.query(path, { ...input, ...page })).status]).toEqual([path, 200]);
    }
  }
});

test("An unknown cursor is 400, not the end of the list", async () => {
  const { admin, person } = await createWorld();
  const { browser, id } = await admin();
  const other = await person();
  const { data } = await other.browser.query("sessions.list");
  const foreign = (data as { id: string }[])[0]?.id;
  for (const cursor of ["nonsense", "", foreign, 7, "x".repeat(600)]) {
    for (const [path, input] of [
      ["sessions.list", {}],
      ["account.activity", {}],
      ["admin.activity", { userId: id }],
    ] as const) {
      const answer = await browser.query(path, { ...input, cursor });
      expect([path, cursor, answer.status, fieldsOf(answer)]).toEqual([
        ...[path, cursor, 400],
        { cursor: [expect.stringMatching(/page before/)] },
      ]);
    }
  }
  expect(await browser.query("admin.users", { cursor: "nonsense" })).toMatchObject({ status: 400 });
});

test("Missing and mistyped fields are reported in plain words", async () => {
  const { client } = await createWorld();
  const empty = await client().mutate("auth.signup", {});
  expect(fieldsOf(empty)).toEqual({
    email: ["Enter your email address."],
    password: ["Enter a password of at least 15 characters."],
    name: ["Enter a name."],
  });
  expect(empty.error?.message).toBe("Some of what you entered isn’t valid.");
  expect(fieldsOf(await client().mutate("auth.login", { email: 7, password: [] }))).toEqual({
    email: ["Enter text."],
    password: ["Enter text."],
  });
  for (const input of [null, [], 7, "x"]) {
    expect(fieldsOf(await client().mutate("auth.login", input))).toEqual({ input: ["Send an object."] });
  }
});

test("No answer speaks in a library's words", async () => {
  const world = await createWorld();
  const { browser } = await world.admin();
  const procedures = Object.entries(world.api.router._def.procedures as object);
  const inputs = [{}, [], 7, { email: null, password: {}, name: [], token: 1, userId: 2, sessionId: [], cursor: {} }];
  for (const [path, procedure] of procedures) {
    if (["sessions.watch", "admin.endEverything", "sessions.revokeAll", "auth.logout"].includes(path)) continue;
    const { type } = (procedure as { _def: { type: string } })._def;
    for (const input of inputs) {
      const answer = await (type === "mutation" ? browser.mutate(path, input) : browser.query(path, input));
      expect([path, JSON.stringify(answer.body)]).toEqual([
        path,
        expect.not.stringMatching(/expected|received|undefined|Invalid input|Unrecognized|zod/i),
      ]);
    }
  }
});

test("A name needs a visible character, and is trimmed of others", async () => {
  const { client, person } = await createWorld({ loginAttempts: 1000 });
  const signUp = (name: string, i: number) =>
    client().mutate("auth.signup", { ...PERSON, email: `n${i}@example.com`, name });
  const invisible = [
    "\u200b",
    "\u2800",
    "\u3164",
    "\u115f",
    "\u00ad",
    "\uffa0\u200d",
    "\u200b \u2060",
    "\u0301",
    "\ufe0f",
  ];
  for (const [i, name] of invisible.entries()) {
    expect([name, (await signUp(name, i)).status]).toEqual([name, 400]);
  }
  const kept: Record<string, string> = {
    "\u200b Ada \u200f": "Ada",
    "👨\u200d👩\u200d👧": "👨\u200d👩\u200d👧",
    "می\u200cخواهم": "می\u200cخواهم",
    "❤️": "❤️",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿": "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "!": "!",
  };
  for (const [i, [given, name]] of Object.entries(kept).entries()) {
    expect(await signUp(given, 100 + i)).toMatchObject({ status: 200, data: { user: { name } } });
  }
  const { browser } = await person();
  expect(await browser.mutate("account.rename", { name: "\u2800" })).toMatchObject({ status: 400 });
  const start = performance.now();
  expect((await signUp(`${"\u200d".repeat(15_000)}a${"\u200d".repeat(5_000)}`, 200)).status).toBe(400);
  expect(performance.now() - start).toBeLessThan(1_000);
});

test("An address in ASCII and in Unicode is one account", async () => {
  const { client } = await createWorld();
  expect(await client().mutate("auth.signup", { ...PERSON, email: " Ann@EXÄMPLE.com " })).toMatchObject({
    data: { user: { email: "ann@xn--exmple-cua.com" } },
  });
  for (const email of ["ann@exämple.com", "ann@xn--exmple-cua.com", "ANN@exa\u0308mple.com", "ann@ｅxämple。com"]) {
    const { password } = PERSON;
    expect([email, (await client().mutate("auth.token", { email, password })).status]).toEqual([email, 200]);
    expect(await client().mutate("auth.signup", { ...PERSON, email })).toMatchObject({ reason: "email_taken" });
  }
});

test("No account is made for an address that mail can't reach", async () => {
  const { client } = await createWorld();
  const wrong = [
    "a..b@example.com",
    ".a@example.com",
    "a.@example.com",
    "a@b.c",
    "a@localhost",
    "a@1.2.3.4",
    "a@b..com",
    "a@-b.com",
  ];
  for (const email of wrong) {
    const answer = await client().mutate("auth.signup", { ...PERSON, email });
    expect([email, fieldsOf(answer)]).toEqual([email, { email: ["Enter a valid email address."] }]);
  }
  const login = await client().mutate("auth.token", { email: "a..b@example.com", password: "x" });
  expect(login).toMatchObject({ status: 401, reason: "credentials_invalid" });
});
