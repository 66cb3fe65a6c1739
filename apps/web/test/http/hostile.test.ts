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

/** What stands between two servers that read one message differently: nothing behind the first may be taken for a request. */
const HIDDEN = "GET /signup HTTP/1.1\r\nHost: a\r\n\r\n";
const post = (headers: string, body: string) => `POST /x HTTP/1.1\r\nHost: a\r\n${headers}\r\n\r\n${body}`;
const chunked = (coding: string) => post(`Transfer-Encoding: ${coding}`, `0\r\n\r\n${HIDDEN}`);

test.for([
  ["two hosts", `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${HIDDEN}`],
  ["one host twice", `GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n${HIDDEN}`],
  ["two hosts under HTTP/1.0", `GET / HTTP/1.0\r\nHost: a\r\nhOsT: b\r\n\r\n${HIDDEN}`],
  ["two hosts of an absolute address", `GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${HIDDEN}`],
  ["two hosts in one line", `GET / HTTP/1.1\r\nHost: a, b\r\n\r\n${HIDDEN}`],
  ["a host with a path", `GET / HTTP/1.1\r\nHost: a/b\r\n\r\n${HIDDEN}`],
  ["a host with a user", `GET / HTTP/1.1\r\nHost: a@b\r\n\r\n${HIDDEN}`],
  ["a host that is folded", `GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n${HIDDEN}`],
  ["a length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked", `0\r\n\r\n${HIDDEN}`)],
  ["chunks and a length", post("Transfer-Encoding: chunked\r\nContent-Length: 5", `0\r\n\r\n${HIDDEN}`)],
  ["two lengths", post("Content-Length: 0\r\nContent-Length: 44", HIDDEN)],
  ["two lengths in one line", post("Content-Length: 0, 44", HIDDEN)],
  ["a length with a sign", post("Content-Length: +0", HIDDEN)],
  ["a length in hexadecimal", post("Content-Length: 0x0", HIDDEN)],
  ["a length below nothing", post("Content-Length: -1", HIDDEN)],
  ["a length that is empty", post("Content-Length:", HIDDEN)],
  ["a length with a blank before its colon", post("Content-Length : 44", HIDDEN)],
  ["chunks that are identity", chunked("identity")],
  ["chunks that aren't last", chunked("chunked, identity")],
  ["chunks twice", chunked("chunked, chunked")],
  ["chunks by another name", chunked("xchunked")],
  ["chunks in quotes", chunked('"chunked"')],
  ["chunks after a tab", post("Transfer-Encoding:\x0bchunked", `0\r\n\r\n${HIDDEN}`)],
  ["a carriage return alone", `GET / HTTP/1.1\rHost: a\r\n\r\n${HIDDEN}`],
  ["a NUL in a header", `GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n${HIDDEN}`],
  ["a header without a name", `GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n${HIDDEN}`],
  ["a header without a colon", `GET / HTTP/1.1\r\nHost: a\r\nx\r\n\r\n${HIDDEN}`],
  ["a version there isn't", `GET / HTTP/1.2\r\nHost: a\r\n\r\n${HIDDEN}`],
  ["another version", `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${HIDDEN}`],
  ["two versions", `GET / HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n${HIDDEN}`],
] as const)("ambiguous requests are refused, with everything behind them: %s", async ([, bytes]) => {
  const site = await startSite();
  const answer = await site.send(bytes);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer.split("HTTP/1.1 ")).toHaveLength(2);
  expect(site.log.join()).not.toContain("/signup");
  expect(await isAlive(site)).toBe(true);
  expect(site.troubles()).toEqual([]);
});

test.for([
  ["a sign", "+0\r\n\r\n"],
  ["another spelling of hexadecimal", "0x0\r\n\r\n"],
  ["too many digits", "fffffffffffffffff0\r\n\r\n"],
  ["less than there is", "1\r\nab\r\n0\r\n\r\n"],
  ["nothing", "\r\n\r\n"],
  ["a line feed alone", "0\n\n"],
] as const)("a body whose chunk's length is %s is refused at once", async ([, chunk]) => {
  const site = await startSite();
  const headers = "Host: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked";
  const answer = await site.send(`POST /api/trpc/auth.login HTTP/1.1\r\n${headers}\r\n\r\n${chunk}${HIDDEN}`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer.split("HTTP/1.1 ")).toHaveLength(2);
  expect(await isAlive(site)).toBe(true);
  expect(site.troubles()).toEqual([]);
});

test("what isn't HTTP is answered in order, and is in the log", async () => {
  const site = await startSite();
  const answer = await site.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost : a\r\n\r\n");
  expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(["200", "400"]);
  const [requestId] = /(?<=X-Request-Id: )\S+(?=\r\n\r\n$)/.exec(answer) ?? [];
  const lines = site.log.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([{ event: "request", route: "invalid", status: 400, reasons: "malformed", requestId }]);
});

test("a request after the connection's last one is not done", async () => {
  const site = await startSite();
  const answer = await site.send(`GET /login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n${HIDDEN}`);
  expect(answer.split("HTTP/1.1 200")).toHaveLength(2);
  expect(answer).not.toContain("signup");
});

test("a request is judged by APP_ORIGIN, not by its Host", async () => {
  const site = await startSite();
  for (const head of [
    "GET / HTTP/1.1\r\nHost: evil.example",
    "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example",
  ]) {
    expect(await site.send(`${head}\r\n${CLOSE}\r\n`)).toMatch(/^HTTP\/1\.1 200 [\s\S]*page \//);
  }
});

test("an upgrade to another protocol is ignored", async () => {
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
] as const)("malformed cookies mean not logged in: %s", async ([, cookie]) => {
  const site = await startSite();
  const request = `GET /api/trpc/account.me HTTP/1.1\r\nHost: a\r\n${CLOSE}Cookie: ${cookie}\r\n\r\n`;
  expect(await statusOf(site, request)).toBe(401);
  expect(site.troubles()).toEqual([]);
});

test("a body above 64 KiB is refused before its end", async () => {
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
