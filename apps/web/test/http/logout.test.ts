import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { newPerson, ORIGIN, type Service, startService } from "../observability/support.ts";

/** Somebody who is logged in, as a browser. */
async function logIn(service: Service): Promise<string> {
  const answer = await service.call("auth.signup", {
    input: { ...newPerson(), name: "Ann" },
    headers: { origin: ORIGIN },
  });
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

function post({ origin }: Service, headers: Record<string, string>, body: string | FormData | null = null) {
  return fetch(`${origin}/logout`, { method: "POST", headers, body, redirect: "manual" });
}

async function isIn(service: Service, cookie: string): Promise<boolean> {
  return (await service.call("account.me", { headers: { cookie } })).status === 200;
}

test("A form logs out without scripts and leads to the login page", async () => {
  const service = await startService();
  for (const [headers, body] of [
    [FORM, "a=b"],
    [{}, new FormData()],
    [{}, null],
    [{ "content-type": "text/plain" }, ""],
  ] as const) {
    const cookie = await logIn(service);
    const answer = await post(service, { ...headers, cookie, origin: ORIGIN }, body);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/login"]);
    const cleared = answer.headers.getSetCookie();
    expect(cleared).toHaveLength(2);
    for (const line of cleared) expect(line).toMatch(/_token=; .*Max-Age=0/);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await isIn(service, cookie)).toBe(false);
  }
});

test("A visitor without a session is led to the login page too", async () => {
  const service = await startService();
  const cookie = await logIn(service);
  for (let i = 0; i < 2; i++) expect((await post(service, { cookie, origin: ORIGIN })).status).toBe(303);
  expect((await post(service, { origin: ORIGIN })).status).toBe(303);
});

test.for([
  ["another site", { origin: "https://evil.example" }],
  ["no site", { origin: "null" }],
  ["another site, by what its browser says", { "sec-fetch-site": "cross-site" }],
  ["a neighbour", { "sec-fetch-site": "same-site" }],
  ["nowhere", {}],
] as const)("A logout from %s is refused, and the session goes on", async ([, headers]) => {
  const service = await startService();
  const cookie = await logIn(service);
  const answer = await post(service, { ...FORM, ...headers, cookie }, "");
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
  expect(await isIn(service, cookie)).toBe(true);
  if (Object.keys(headers).length > 0) expect((await post(service, { ...FORM, ...headers })).status).toBe(403);
});

test.for([
  ["its address alone", "GET", {}, undefined, 405],
  ["a look at it", "HEAD", {}, undefined, 405],
  ["another method", "DELETE", {}, undefined, 405],
  ["a program's body", "POST", { "content-type": "application/json" }, "{}", 415],
  ["plain text", "POST", { "content-type": "text/plain" }, "a=b", 415],
  ["too long a form", "POST", FORM, `a=${"b".repeat(65_536)}`, 413],
] as const)("%s logs no one out", async ([, method, headers, body, status]) => {
  const service = await startService();
  const cookie = await logIn(service);
  const init = { method, headers: { ...headers, cookie, origin: ORIGIN }, body: body ?? null };
  const answer = await fetch(`${service.origin}/logout`, init);
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([status, []]);
  if (status === 405) expect(answer.headers.get("allow")).toBe("POST");
  expect(await isIn(service, cookie)).toBe(true);
});

test("A logout at another address names the right one", async () => {
  const service = await startService();
  for (const origin of ["http://127.0.0.1:3000", "https://mapped.example:8443"]) {
    const answer = await post(service, { cookie: await logIn(service), origin });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining(`Open ${ORIGIN} `)]);
  }
});

test("An unconfirmed logout says so on a page, and keeps cookies", async () => {
  const redis = await startRedis({ appendonly: true });
  onTestFinished(() => redis.stop());
  const service = await startService({ REDIS_URL: redis.url });
  const cookie = await logIn(service);
  await redis.kill();
  const answer = await post(service, { ...FORM, cookie, origin: ORIGIN }, "");
  expect([answer.status, answer.headers.getSetCookie(), await answer.text()]).toEqual([503, [], "page /logout"]);
  expect(answer.headers.has("retry-after")).toBe(true);
  await redis.restart();
  const again = () => post(service, { ...FORM, cookie, origin: ORIGIN }, "");
  await expect.poll(async () => (await again()).status, { timeout: 10_000 }).toBe(303);
  expect(await isIn(service, cookie)).toBe(false);
});

test("Password managers and phones are led to where things are", async () => {
  const { origin } = await startService();
  const wayOf = async (path: string) => {
    const { status, headers } = await fetch(origin + path, { redirect: "manual" });
    return [status, headers.get("location")];
  };
  expect(await wayOf("/.well-known/change-password")).toEqual([302, "/dashboard/account"]);
  expect(await wayOf("/apple-touch-icon.png")).toEqual([302, "/apple-icon.png"]);
});
