import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startSite, type TestSite } from "../support/site.ts";

const CLOSE = "Connection: close\r\n";

async function statusOf(site: TestSite, request: string): Promise<number> {
  return Number((await site.send(request)).split(" ", 2)[1]);
}

/** Whether the server still does its work. */
async function isAlive({ origin }: TestSite): Promise<boolean> {
  return (await fetch(`${origin}/healthz`)).status === 200;
}

test.for([
  ["what isn't HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400],
  ["no Host", `GET / HTTP/1.1\r\n${CLOSE}\r\n`, 400],
  [
    "two lengths",
    "POST /api/trpc/auth.login HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    400,
  ],
  [
    "a length and chunks",
    "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    400,
  ],
  ["a header that never ends", `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${"a".repeat(40_000)}\r\n\r\n`, 431],
  ["an address that never ends", `GET /${"a".repeat(40_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
  ["a NUL in the path", `GET /%00 HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, 400],
  ["broken percent-encoding", `GET /%zz HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, 400],
  ["half a UTF-8 character", `GET /%c3%28 HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, 400],
  ["a host where the path should be", `GET //evil.example/ HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, 400],
  ["a host behind a backslash", `GET /\\evil.example HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, 400],
  ["a bare asterisk", `OPTIONS * HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, 400],
  ["image work", `GET /_next/image?url=%2Ficon.svg&w=64&q=75 HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, 404],
  ["a page for errors", `GET /_global-error HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, 404],
  ["a method pages don't have", `DELETE / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, 405],
  ["a form sent to a page", `POST /login HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: 0\r\n\r\n`, 405],
  ["a method nobody has", `TRACE /api/trpc/account.me HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, 405],
] as const)("%s is refused, and the server goes on", async ([, request, status]) => {
  const site = await startSite();
  expect(await statusOf(site, request)).toBe(status);
  expect(await isAlive(site)).toBe(true);
  expect(site.troubles()).toEqual([]);
});

test("a request is judged by the app's origin, not by its Host or its absolute address", async () => {
  const site = await startSite();
  for (const head of [
    "GET / HTTP/1.1\r\nHost: evil.example",
    "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example",
  ]) {
    expect(await site.send(`${head}\r\n${CLOSE}\r\n`)).toMatch(/^HTTP\/1\.1 200 [\s\S]*page \//);
  }
});

test("an upgrade to another protocol is answered as if it weren't asked for", async () => {
  const site = await startSite();
  const request = `GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`;
  expect(await statusOf(site, request)).toBe(200);
});

test.for([
  ["bytes that are no text", "access_token=\xff\xfe; refresh_token=\x80"],
  ["percent signs", "access_token=%00%ff"],
  ["three of one name", "access_token=a; access_token=b; access_token=c"],
  ["only separators", "=;;;=;access_token"],
  ["a very long token", `access_token=${"eyJ.".repeat(1000)}`],
  ["names of JavaScript's own", "__proto__=1; constructor=2; access_token=null"],
] as const)("cookies that make no sense mean nobody is logged in: %s", async ([, cookie]) => {
  const site = await startSite();
  const request = `GET /api/trpc/account.me HTTP/1.1\r\nHost: a\r\n${CLOSE}Cookie: ${cookie}\r\n\r\n`;
  expect(await statusOf(site, request)).toBe(401);
  expect(site.troubles()).toEqual([]);
});

test("a body of more than 64 KiB is refused without being read to its end", async () => {
  const site = await startSite();
  const head = "POST /api/trpc/auth.login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
  expect(await statusOf(site, `${head}Content-Length: 10000000\r\n\r\n${"x".repeat(70_000)}`)).toBe(413);
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  expect(await statusOf(site, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`)).toBe(413);
  expect(await isAlive(site)).toBe(true);
});

test("clients that go away at any moment leave nothing behind", async () => {
  const site = await startSite();
  const whole = `POST /api/trpc/auth.login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{"email":"a@example.com","password":"b"}`;
  for (let cut = 1; cut <= whole.length; cut += 9) {
    const socket = connect(site.port, "localhost");
    socket.on("error", () => {});
    socket.write(whole.slice(0, cut), () => socket.resetAndDestroy());
  }
  await sleep(200);
  expect(await isAlive(site)).toBe(true);
  expect(site.troubles()).toEqual([]);
});
