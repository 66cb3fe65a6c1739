import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Chance } from "../../support/chance.ts";
import { type Attack, from } from "./hostile.ts";

const CLOSE = "Host: a\r\nConnection: close\r\n";
const JSON_POST = `POST /api/trpc/auth.login HTTP/1.1\r\n${CLOSE}Content-Type: application/json\r\n`;

/** What isn't HTTP, or only just. */
const BYTES: readonly ((chance: Chance) => string)[] = [
  (chance) => noise(chance, chance.between(1, 2_000)),
  () => "GET / HTTP/1.1\r\n\r\n",
  () => `GET /%00%zz/..%2f HTTP/1.1\r\n${CLOSE}\r\n`,
  () => `GET //evil.example/ HTTP/1.1\r\n${CLOSE}\r\n`,
  (chance) => `GET /${"a".repeat(chance.between(10, 40_000))} HTTP/1.1\r\n${CLOSE}\r\n`,
  (chance) => `GET / HTTP/1.1\r\n${CLOSE}Cookie: access_token=${noise(chance, 3_000)}\r\n\r\n`,
  (chance) => `GET / HTTP/1.1\r\n${CLOSE}${"X-A: b\r\n".repeat(chance.between(1, 3_000))}\r\n`,
  () => `${JSON_POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`,
  () => `${JSON_POST}Content-Length: 10000000\r\n\r\n${"x".repeat(70_000)}`,
  () => `${JSON_POST}Transfer-Encoding: chunked\r\n\r\nffffffff\r\n{}`,
  () => `DELETE /login HTTP/1.1\r\n${CLOSE}\r\n`,
  () => `TRACE /api/trpc/account.me HTTP/1.1\r\n${CLOSE}\r\n`,
];

/** Sends bytes and waits for what comes; now and then hangs up before, or says no more. */
export const sendNoise: Attack = async ({ chance, steady, frail, checker }) => {
  const { port } = new URL(chance.oneOf([steady, frail()]).address);
  const socket = connect(Number(port), "localhost");
  socket.on("error", () => {});
  let heard = "";
  socket.on("data", (chunk) => {
    heard = (heard + chunk.toString("latin1")).slice(0, 100);
  });
  const bytes = chance.oneOf(BYTES)(chance);
  socket.write(bytes.slice(0, chance.oneOf([bytes.length, bytes.length, chance.between(1, bytes.length)])), "latin1");
  await sleep(chance.between(1, 300));
  if (chance.between(0, 1) === 0) socket.resetAndDestroy();
  else socket.destroy();
  const status = Number(heard.split(" ", 2)[1]);
  checker.count(`noise: ${Number.isNaN(status) ? "no answer" : status}`);
  if (status >= 500) checker.violation(`noise was answered ${status}`);
};

const DEEP = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;

const BODIES: readonly ((chance: Chance) => string)[] = [
  () => DEEP,
  () => "null",
  () => '{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}}}',
  () => '{"email":{"$ne":null},"password":["a"]}',
  () => '{"email":1e308,"password":-0,"name":true}',
  () => `{"email":"${"a".repeat(60_000)}","password":"${"b".repeat(500)}"}`,
  () => '{"token":"\\ud800.\\udfff.\\u0000"}',
  (chance) => noise(chance, 500),
  () => "",
];

const PROCEDURES = ["auth.login", "auth.signup", "auth.token", "auth.refresh", "auth.revoke", "auth.logout"];
const STRANGE = [
  "account.me",
  "admin.endEverything",
  "__proto__",
  "constructor.toString",
  ...Array(3).fill("auth.token"),
];

/** Calls procedures with input that no client of ours would send. */
export const sendNonsense: Attack = async ({ chance, steady, late, checker }) => {
  const names = Array.from({ length: chance.oneOf([1, 1, 2, 11, 300]) }, () =>
    chance.oneOf([...PROCEDURES, ...STRANGE]),
  );
  const url = `${chance.oneOf([steady, late]).address}/api/trpc/${names.join(",")}${chance.oneOf(["", "?batch=1"])}`;
  const type = chance.oneOf(["application/json", "application/json", "text/plain", "multipart/form-data; boundary=a"]);
  const body = chance.oneOf(BODIES)(chance);
  const answer = await fetch(url, { method: "POST", headers: { "content-type": type, ...from(chance) }, body });
  await answer.text();
  checker.count(`nonsense: ${answer.status}`);
};

function noise(chance: Chance, length: number): string {
  return String.fromCharCode(...Array.from({ length }, () => chance.between(1, 255)));
}
