import { expect, test } from "vitest";
import type { Answer, Caller } from "./world/caller.ts";
import { createWorld } from "./world/world.ts";

/** What a browser does with an answer's cookies when it comes in. */
function keep({ jar }: Caller, { headers }: Answer): void {
  for (const line of headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    jar.set(name, { value, expiresAt: Number.POSITIVE_INFINITY });
  }
}

test("Two tabs that refresh at once both stay logged in", async () => {
  for (const last of [0, 1]) {
    const world = await createWorld();
    const { browser } = await world.person();
    world.pass(601);
    const cookie = `refresh_token=${browser.cookie("refresh_token")}`;
    const refresh = () => world.browser().mutate("auth.refresh", undefined, { cookie });
    const answers = await Promise.all([refresh(), refresh()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    for (const answer of last === 0 ? answers.toReversed() : answers) keep(browser, answer);
    expect((await browser.query("account.me")).status).toBe(200);
    world.pass(601);
    expect((await browser.mutate("auth.refresh")).status).toBe(200);
    expect((await browser.query("account.me")).status).toBe(200);
    expect((await browser.query("sessions.list")).data).toHaveLength(1);
  }
});

test("A tab overtaken by another tab's refresh logs no one out", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  const cookie = `refresh_token=${browser.cookie("refresh_token")}`;
  const [late, quick] = await Promise.all(
    [0, 1].map(() => world.browser().mutate("auth.refresh", undefined, { cookie })),
  );
  if (late === undefined || quick === undefined) throw new Error("two tabs");
  keep(browser, quick);
  world.pass(2);
  expect((await browser.mutate("auth.refresh")).status).toBe(200);
  keep(browser, late);
  world.pass(2);
  expect((await browser.mutate("auth.refresh")).status).toBe(200);
  world.pass(601);
  expect((await browser.mutate("auth.refresh")).status).toBe(200);
  expect((await browser.query("account.me")).status).toBe(200);
});

test("A refresh that races a logout in another tab restores no cookie", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  const cookie = `refresh_token=${browser.cookie("refresh_token")}`;
  let isFirst = true;
  world.database.before = async (method) => {
    if (method !== "ledger.raise" || !isFirst) return;
    isFirst = false;
    expect(await browser.mutate("auth.logout")).toMatchObject({ data: { revoked: true } });
  };
  const late = await world.browser().mutate("auth.refresh", undefined, { cookie });
  expect([late.status, late.headers.getSetCookie().length]).toEqual([401, 0]);
  keep(browser, late);
  expect(await browser.query("account.me")).toMatchObject({ status: 401, reason: "token_missing" });
  expect(await browser.mutate("auth.refresh")).toMatchObject({ status: 401, reason: "token_missing" });
});
