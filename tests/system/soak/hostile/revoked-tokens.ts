import { type Answer, bearer, call } from "@curfew/testing/client";
import type { AppProcess } from "@curfew/web/testing";
import { newestOf } from "../../crash/simulated-user.ts";
import { STALENESS_MS } from "../arena.ts";
import { type Attack, type Field, from } from "./hostile.ts";

/** A store that has just lost a write of another process is found out after so long. */
const NOTICED_MS = 1_000;

/** When a session was first seen to be over: later than it was. */
const seenDeadAt = new WeakMap<object, number>();

/** Presents a token that was taken back, in whatever way it might still pass. */
export const presentTheDead: Attack = async (field) => {
  const { chance, checker } = field;
  const dead = field.dead();
  for (const held of dead) if (!seenDeadAt.has(held)) seenDeadAt.set(held, performance.now());
  if (dead.length === 0) return;
  const held = chance.oneOf(dead);
  const [askedAt, overForMs] = [Date.now(), performance.now() - (seenDeadAt.get(held) ?? Number.NaN)];
  const at = placeFor(field, overForMs);
  const [name, present] = chance.oneOf(WAYS);
  const answer = await present(at, chance.oneOf([...held.accessTokens, newestOf(held)]), held.refreshToken);
  checker.count(`dead, ${name}: ${answer.reason ?? answer.status}`);
  if (!isLetIn(answer)) return;
  if (overForMs < NOTICED_MS && checker.wasTroubledSince(askedAt)) checker.count("dead, within the second of a loss");
  else checker.violation(`WRONG ACCEPT: ${name}, session ${held.sessionId}, answered ${answer.status}`);
};

/** Where revocations count at once; where they may come late only once they have come. */
function placeFor({ chance, steady, frail, late }: Field, overForMs: number): AppProcess {
  return chance.oneOf(overForMs > STALENESS_MS ? [steady, frail(), late] : [steady, frail()]);
}

type Way = (at: AppProcess, accessToken: string, refreshToken: string) => Promise<Answer>;

const cookies = (accessToken: string, refreshToken = "") => ({
  cookie: `access_token=${accessToken}; refresh_token=${refreshToken}`,
  "sec-fetch-site": "same-origin",
});

const WAYS: readonly (readonly [name: string, Way])[] = [
  ["as a Bearer", (at, token) => call(at, "account.me", { headers: bearer(token) })],
  ["in a cookie", (at, token) => call(at, "account.me", { headers: cookies(token) })],
  ["to list sessions", (at, token) => call(at, "sessions.list", { headers: bearer(token) })],
  ["to end sessions", (at, token) => call(at, "sessions.revokeOthers", { input: null, headers: bearer(token) })],
  ["to watch", (at, token) => call(at, "sessions.watch", { headers: bearer(token) })],
  ["to refresh", (at, _, refreshToken) => call(at, "auth.refresh", { input: { refreshToken } })],
  ["to refresh, in a cookie", (at, access, refresh) => renew(at, access, refresh)],
  ["as each other", (at, _, refreshToken) => call(at, "account.me", { headers: bearer(refreshToken) })],
];

function renew(at: AppProcess, accessToken: string, refreshToken: string): Promise<Answer> {
  return call(at, "auth.refresh", { input: null, headers: cookies(accessToken, refreshToken) });
}

function isLetIn({ status, setCookies }: Answer): boolean {
  return status < 400 || setCookies.some((line) => !/^[^=]+=;/.test(line));
}

/** What is private is not shown to whoever was put out: they are led to the login. */
export const visitAfterTheEnd: Attack = async ({ chance, dead, steady, checker }) => {
  const all = dead();
  if (all.length === 0) return;
  const held = chance.oneOf(all);
  const path = chance.oneOf(["/dashboard", "/dashboard/sessions", "/dashboard/account", "/admin"]);
  const headers = { ...cookies(newestOf(held), held.refreshToken), ...from(chance) };
  const answer = await fetch(steady.address + path, { headers, redirect: "manual" });
  const page = await answer.text();
  checker.count(`dead, page: ${answer.status}`);
  if (answer.status === 200 && /Log out/.test(page))
    checker.violation(`WRONG ACCEPT: ${path}, session ${held.sessionId}`);
};
