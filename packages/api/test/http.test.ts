import { expect, test } from "vitest";
import { read } from "./world/caller.ts";
import { bearer, createWorld, ORIGIN } from "./world/world.ts";

const LOGIN = JSON.stringify({ email: "nobody@example.com", password: "whatever it may be" });

test("Another method is 405, and Allow names the one that is right", async () => {
  const { client } = await createWorld();
  const right = {
    "account.me": "GET",
    "sessions.watch": "GET",
    "auth.logout": "POST",
    "auth.token,auth.revoke?batch=1": "POST",
  };
  for (const [path, allow] of Object.entries(right)) {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]) {
      if (method === allow) continue;
      const response = await client().send(path, { method });
      expect([path, method, response.status, response.headers.get("allow")]).toEqual([path, method, 405, allow]);
    }
  }
  const { error } = await read(await client().send("auth.logout"));
  expect(error?.message).toBe("This method isn’t supported here. Use POST.");
});

test("A POST without a body needs no content type", async () => {
  const { person } = await createWorld();
  const { browser } = await person();
  expect((await browser.send("sessions.revokeOthers", { method: "POST" })).status).toBe(200);
  const batch = await browser.send("sessions.revokeOthers,auth.logout?batch=1", { method: "POST" });
  expect([batch.status, await batch.json()]).toMatchObject([200, [{}, { result: { data: { revoked: true } } }]]);
  expect(await read(await browser.send("auth.login", { method: "POST" }))).toMatchObject({
    status: 400,
    reason: "input_invalid",
  });
});

test("Forms, plain text and untyped bodies are refused before any procedure", async () => {
  const { browser, person } = await createWorld();
  const { browser: tab } = await person();
  const types = [
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/octet-stream",
    "application/jsonp",
    "",
  ];
  for (const type of types) {
    const response = await tab.post("auth.logout", "{}", { "content-type": type });
    expect([type, (await read(response)).reason, response.status]).toEqual([type, "input_invalid", 415]);
  }
  const form = new FormData();
  form.set("a", "b");
  expect((await browser().send("auth.logout", { method: "POST", body: form })).status).toBe(415);
  expect(await tab.query("account.me")).toMatchObject({ status: 200 });
});

test("JSON may be named in any case and with parameters", async () => {
  const { client } = await createWorld();
  const answer = await read(
    await client().post("auth.logout", "{}", { "content-type": "Application/JSON; charset=utf-8" }),
  );
  expect(answer).toMatchObject({ status: 200, data: { revoked: false } });
});

test("Malformed JSON is 400, even if it would be ignored", async () => {
  const { client } = await createWorld();
  for (const body of ["{", '{"a":1}}', "nonsense", "\u0000", '{"email":"a@b.c","password":"x"'])
    for (const procedure of ["auth.login", "auth.logout"]) {
      const answer = await read(await client().post(procedure, body));
      expect([body, answer.status, answer.reason]).toEqual([body, 400, "input_invalid"]);
    }
});

test("A body that is not UTF-8 is 400", async () => {
  const { client } = await createWorld();
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: new Uint8Array([0x22, 0xff, 0x22]),
  };
  expect((await client().send("auth.logout", init)).status).toBe(400);
});

test("A body above 64 KiB is 413, announced or counted", async () => {
  const { client } = await createWorld();
  const large = JSON.stringify({ token: "x".repeat(64 * 1024) });
  expect(await read(await client().post("auth.revoke", large))).toMatchObject({ status: 413, reason: "input_invalid" });
  const announced = await client().post("auth.revoke", "{}", { "content-length": "65537" });
  expect(announced.status).toBe(413);
  const headers = { "content-type": "application/json" };
  const chunked = { method: "POST", headers, body: stream(large), duplex: "half" } as RequestInit;
  expect(await read(await client().send("auth.revoke", chunked))).toMatchObject({
    status: 413,
    reason: "input_invalid",
  });
  const just = JSON.stringify({ token: "x".repeat(64 * 1024 - 12) });
  expect(just.length).toBe(64 * 1024);
  expect((await client().post("auth.revoke", just)).status).toBe(200);
});

test("An endless body is left as soon as it is too large", async () => {
  const { client } = await createWorld();
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(16 * 1024));
    },
  });
  const headers = { "content-type": "application/json" };
  const response = await client().send("auth.revoke", { method: "POST", headers, body, duplex: "half" } as RequestInit);
  expect(response.status).toBe(413);
  expect(pulled).toBeLessThan(10);
});

test("A body that breaks off is the client's fault, not ours", async () => {
  const { client, problems } = await createWorld();
  const body = new ReadableStream({
    pull(controller) {
      controller.error(new Error("socket hang up"));
    },
  });
  const headers = { "content-type": "application/json" };
  const response = await client().send("auth.logout", { method: "POST", headers, body, duplex: "half" } as RequestInit);
  expect([response.status, problems]).toEqual([400, []]);
});

test("A query string above 64 KiB is 413, a broken one 400", async () => {
  const { client } = await createWorld();
  const huge = await client().send(`account.me?input=${"a".repeat(70_000)}`);
  expect([huge.status, (await read(huge)).reason]).toEqual([413, "input_invalid"]);
  const { browser, id } = await (await createWorld()).admin();
  expect(id).not.toBe("");
  for (const search of ["input={", "input=%7B%7D%7D", "input=[[[", "connectionParams={"]) {
    const answer = await read(await browser.send(`admin.users?${search}`));
    expect([search, answer.status, answer.reason]).toEqual([search, 400, "input_invalid"]);
  }
});

test("Eleven calls in a batch are refused whole, ten are answered", async () => {
  const { client, database } = await createWorld();
  const many = (count: number) => Array.from({ length: count }, () => JSON.parse(LOGIN));
  const eleven = await read(await client().batch("auth.login", many(11)));
  expect(eleven).toMatchObject({ status: 400, reason: "input_invalid" });
  expect(database.events).toEqual([]);
  const ten = await client().batch("auth.login", many(10));
  expect([ten.status, ((await ten.json()) as unknown[]).length]).toEqual([401, 10]);
});

test("Queries and mutations can't be mixed in a batch", async () => {
  const { client } = await createWorld();
  expect((await client().post("auth.logout,account.me?batch=1", "{}")).status).toBe(400);
});

test("The streaming batch is refused: it could carry neither status nor cookies", async () => {
  const { person } = await createWorld();
  const { browser, credentials } = await person();
  for (const header of ["trpc-accept", "accept"]) {
    const response = await browser.post("auth.login?batch=1", JSON.stringify({ 0: credentials }), {
      [header]: "application/jsonl",
    });
    expect([response.status, response.headers.getSetCookie()]).toEqual([415, []]);
  }
});

test("An unknown procedure is 404, whatever its name", async () => {
  const { client, problems } = await createWorld();
  const names = [
    "nothing",
    "auth",
    "auth.",
    "account.me.more",
    "__proto__",
    "constructor",
    "toString",
    "auth.__proto__",
    "%00",
    "a/b",
    "",
    "auth.login.call",
  ];
  for (const name of names) {
    expect([name, (await client().send(name)).status]).toEqual([name, 404]);
    expect([name, (await client().post(name, "{}")).status]).toEqual([name, 404]);
  }
  expect((await client().send("%E0%A4%A")).status).toBe(400);
  expect(problems).toEqual([]);
});

test("Odd inputs are 400, with the fields that are wrong", async () => {
  const { client } = await createWorld();
  const deep = "[".repeat(20_000) + "]".repeat(20_000);
  const inputs = [
    "null",
    "[]",
    "1",
    '"x"',
    "{}",
    deep,
    '{"__proto__":{"email":"a@b.c","password":"x"}}',
    '{"email":{},"password":[]}',
    '{"email":["a@b.c"],"password":"x"}',
  ];
  for (const input of inputs) {
    const answer = await read(await client().post("auth.login", input));
    expect([input.slice(0, 50), answer.status, answer.reason]).toEqual([input.slice(0, 50), 400, "input_invalid"]);
    expect(Object.keys(answer.error?.data.fields as object).length).toBeGreaterThan(0);
  }
  const { error } = await client().mutate("auth.login", { email: 1 });
  expect(Object.keys(error?.data.fields as object).sort()).toEqual(["email", "password"]);
});

test("No answer may be kept: no-store on every status", async () => {
  const { client, person } = await createWorld();
  const { browser } = await person();
  const responses = [
    await browser.send("account.me"),
    await client().send("account.me"),
    await client().send("nothing"),
    await client().send("account.me", { method: "PUT" }),
    await client().post("auth.login", "{"),
    await client().post("auth.login", LOGIN, { "content-type": "text/plain" }),
    await browser.post("auth.logout", undefined),
  ];
  expect(responses.map(({ status }) => status)).toEqual([200, 401, 404, 405, 400, 415, 200]);
  for (const response of responses) expect(response.headers.get("cache-control")).toBe("no-store");
});

test("A failure shows its row of the table and nothing internal", async () => {
  const { database, person, problems, client } = await createWorld();
  const { browser } = await person();
  const secret = "select secret from users where password = 'hunter2'";
  database.before = () => {
    throw new Error(secret);
  };
  const answer = await browser.query("account.me");
  expect(answer.body).toEqual({
    error: {
      message: "Something went wrong. The error has been logged. Please try again.",
      code: -32603,
      data: { code: "INTERNAL_SERVER_ERROR", httpStatus: 500, reason: null },
    },
  });
  expect(JSON.stringify([answer.body, [...answer.headers]])).not.toContain("hunter2");
  expect(problems).toMatchObject([{ path: "account.me", error: { cause: { message: secret } } }]);
  expect((await client().query("account.me")).body).toEqual({
    error: {
      message: "You’re not logged in.",
      code: -32001,
      data: { code: "UNAUTHORIZED", httpStatus: 401, reason: "token_missing" },
    },
  });
});

test("A batch of mixed outcomes is 207, with combined headers", async () => {
  const { client, person } = await createWorld();
  const { credentials } = await person();
  const response = await client().batch("auth.token", [credentials, { ...credentials, password: "wrong" }, {}]);
  expect(response.status).toBe(207);
  expect(response.headers.get("www-authenticate")).toBe("Bearer");
  const statuses = ((await response.json()) as { error?: { data: { httpStatus: number } } }[]).map(
    ({ error }) => error?.data.httpStatus,
  );
  expect(statuses).toEqual([undefined, 401, 400]);
});

test("A batch with one 429 has Retry-After", async () => {
  const { client, pass } = await createWorld({ loginAttempts: 1 });
  await client().mutate("auth.login", JSON.parse(LOGIN));
  pass(100);
  const response = await client().batch("auth.token", [
    JSON.parse(LOGIN),
    { email: "other@example.com", password: "x" },
  ]);
  expect([response.status, response.headers.get("retry-after")]).toEqual([207, "200"]);
});

test("A token is for the configured origin, whatever the Host", async () => {
  const { handle, person, tokens } = await createWorld();
  const { credentials } = await person();
  const { accessToken } = await tokens(credentials);
  const request = new Request("http://127.0.0.1:4000/api/trpc/account.me", { headers: bearer(accessToken) });
  expect((await handle(request, { address: "127.0.0.1" })).status).toBe(200);
  expect(ORIGIN).not.toContain("4000");
});

test("Each invalid request has its own message, also in a batch", async () => {
  const { client, person } = await createWorld();
  const { browser } = await person();
  const post = (path: string, body: string, headers = {}) => client().post(path, body, headers);
  const bytes = { method: "POST", headers: { "content-type": "application/json" }, body: new Uint8Array([0x22, 0xff]) };
  const eleven = Array(11).fill("account.me").join(",");
  const faults: Record<string, Promise<Response>> = {
    "broken JSON": post("auth.login", "{"),
    "broken text": client().send("auth.login", bytes),
    "another type": post("auth.login", "a=b", { "content-type": "text/plain" }),
    "too much": post("auth.login", `"${"x".repeat(70_000)}"`),
    "a broken query": client().send("admin.users?input={"),
    "a broken path": client().send("%E0%A4%A"),
    "a batch too long": client().send(`${eleven}?batch=1`),
    "a mixed batch": post("auth.logout,account.me?batch=1", "{}"),
    "a batch of streams": client().send("sessions.watch,account.me?batch=1"),
    "a batch without keys": post("auth.logout,auth.revoke?batch=1", "[]"),
    "connection params": client().send("sessions.watch?connectionParams={}"),
    "a streamed batch": post("auth.logout?batch=1", "{}", { "trpc-accept": "application/jsonl" }),
    "two that set cookies": browser.batch("auth.refresh", [{}, {}]),
    "an unknown procedure": client().send("account.mee"),
    "a query by POST": post("account.me", "{}"),
    "an input that isn't valid": post("auth.login", "{}"),
  };
  const sentences = new Map<string, string>();
  for (const [fault, sent] of Object.entries(faults)) {
    const response = await sent;
    expect([fault, response.headers.get("content-type")]).toEqual([fault, "application/json"]);
    const answers = [await response.json()].flat() as { error?: { message: string } }[];
    const message = answers.flatMap(({ error }) => error?.message ?? [])[0] ?? "";
    expect([fault, message]).toEqual([fault, expect.stringMatching(/^[A-Z].*[.}]$/)]);
    sentences.set(message, fault);
  }
  expect([...sentences.values()]).toEqual(Object.keys(faults));
  expect(sentences.get("A batch holds at most 10 calls.")).toBe("a batch too long");
});

test("A 401 says how to authenticate, and whether a token was bad", async () => {
  const { client, person, tokens } = await createWorld();
  const { browser, credentials } = await person();
  const { refreshToken } = await tokens(credentials);
  await client().mutate("auth.revoke", { token: refreshToken });
  const challenge = async (sent: Promise<{ status: number; headers: Headers }>) => {
    const { status, headers } = await sent;
    return [status, headers.get("www-authenticate")];
  };
  const cookie = `access_token=x; refresh_token=${browser.cookie("refresh_token")}`;
  const invalid = [401, 'Bearer error="invalid_token"'];
  expect(await challenge(client().query("account.me"))).toEqual([401, "Bearer"]);
  const wrong = { ...credentials, password: "not the password" };
  expect(await challenge(client().mutate("auth.token", wrong))).toEqual([401, "Bearer"]);
  expect(await challenge(client().query("account.me", undefined, bearer("x")))).toEqual(invalid);
  expect(await challenge(client().query("account.me", undefined, { cookie }))).toEqual(invalid);
  expect(await challenge(client().mutate("auth.refresh", { refreshToken }))).toEqual(invalid);
});

function stream(text: string): ReadableStream {
  return new Blob([text]).stream();
}
