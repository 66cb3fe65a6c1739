import { expect, test, vi } from "vitest";
import { createWorld, ORIGIN } from "./world/world.ts";

test("A prefix keeps two apps on one host apart", async () => {
  const [one, two] = [await createWorld({ cookiePrefix: "one-" }), await createWorld({ cookiePrefix: "two-" })];
  const { browser, email } = await one.person();
  expect([...browser.jar.keys()]).toEqual(["one-access_token", "one-refresh_token"]);
  const cookie = [...browser.jar].map(([name, { value }]) => `${name}=${value}`).join("; ");
  const foreign = "access_token=1; two-access_token=2; two-refresh_token=3";
  const me = await one.client().query("account.me", undefined, { cookie: `${foreign}; ${cookie}` });
  expect(me).toMatchObject({ data: { user: { email } } });
  expect(await two.client().query("account.me", undefined, { cookie })).toMatchObject({ reason: "token_missing" });
  expect((await two.client().mutate("auth.logout", undefined, { cookie })).status).toBe(200);
  expect((await browser.mutate("auth.logout")).headers.getSetCookie()).toEqual([
    "one-access_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
    "one-refresh_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
  ]);
});

test("On https the prefix stands behind __Host-", async () => {
  const { person } = await createWorld({ appOrigin: "https://app.example", cookiePrefix: "staging_" });
  const { browser, credentials } = await person();
  const { headers } = await browser.mutate("auth.login", credentials);
  for (const line of headers.getSetCookie()) expect(line).toMatch(/^__Host-staging_(access|refresh)_token=.*; Secure$/);
});

test("Two cookies of one name count as none, and are named", async () => {
  const { person, client, problems } = await createWorld();
  const { browser, email } = await person();
  const [access, refresh] = [browser.cookie("access_token"), browser.cookie("refresh_token")];
  const asked: [string, string, string][] = [
    ["access_token", `access_token=foreign; access_token=${access}`, "account.me"],
    ["access_token", `access_token=${access}; access_token=foreign; refresh_token=${refresh}`, "sessions.list"],
    ["refresh_token", `refresh_token=foreign; refresh_token=${refresh}`, "account.me"],
  ];
  for (const [name, cookie, procedure] of asked) {
    const { status, reason, error } = await client().query(procedure, undefined, { cookie });
    expect([status, reason, error?.data.cookie]).toEqual([401, "token_invalid", name]);
    expect(error?.message).toContain(`two different cookies named ${name}`);
  }
  const cookie = `refresh_token=${refresh}; refresh_token=foreign`;
  const renewal = await client().mutate("auth.refresh", undefined, { cookie, "sec-fetch-site": "same-origin" });
  expect([renewal.reason, renewal.error?.data.cookie]).toEqual(["token_invalid", "refresh_token"]);
  expect(await browser.query("account.me")).toMatchObject({ data: { user: { email } } });
  expect(problems).toEqual([]);
});

test("Logging out ends the session of each of our cookies", async () => {
  const { person, browser: newBrowser } = await createWorld();
  const { browser } = await person();
  const cookie = `access_token=foreign; access_token=${browser.cookie("access_token")}`;
  expect(await newBrowser().mutate("auth.logout", undefined, { cookie })).toMatchObject({ data: { revoked: true } });
  expect(await browser.query("account.me")).toMatchObject({ reason: "token_revoked" });
});

test("Of many forged cookies few are checked, once a request", async () => {
  const world = await createWorld();
  const { credentials } = await world.person();
  const [header] = (await world.tokens(credentials)).accessToken.split(".");
  const forged = (i: number) => `access_token=${header}.e30.${Buffer.alloc(64, i + 1).toString("base64url")}`;
  const cookie = Array.from({ length: 68 }, (_, i) => forged(i)).join("; ");
  const read = vi.spyOn(world.auth, "verifySignature");
  const calls: [path: string, init: RequestInit][] = [
    ["account.me,account.me,account.me?batch=1", { headers: { cookie, "x-curfew-session": "x" } }],
    ["auth.logout,auth.logout,auth.logout?batch=1", { method: "POST", headers: { cookie, origin: ORIGIN } }],
  ];
  for (const [path, init] of calls) {
    read.mockClear();
    expect((await world.client().send(path, init)).status).toBeLessThan(500);
    expect(read).toHaveBeenCalledTimes(4);
  }
});
