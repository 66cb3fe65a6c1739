import { createTestAuth } from "@curfew/auth/testing";
import { cookieNames, readCookie } from "@curfew/http";
import { expect, test } from "vitest";
import { createPageRenewal } from "../src/page-renewal.ts";

const cookies = cookieNames("https://app.example");

async function setUp() {
  const made = await createTestAuth({ issuer: "https://app.example" });
  const { access, refresh } = await made.login("ann");
  const renew = createPageRenewal({ auth: made.auth, cookies, clock: made.clock.now });
  const both = `${cookies.access}=${access.token}; ${cookies.refresh}=${refresh.token}`;
  return { ...made, renew, access, refresh, both };
}

test("A page of a visitor whose token has expired is rendered with a new one", async () => {
  const { auth, clock, renew, both } = await setUp();
  clock.advance({ seconds: 660 });
  const renewed = await renew(new Headers({ cookie: both }));
  if (renewed.state !== "renewed") throw new Error(renewed.state);
  const [token = "", ...others] = readCookie(renewed.headers.get("cookie"), cookies.access);
  expect(others).toEqual([]);
  expect(await auth.verify(token)).toMatchObject({ ok: true, claims: { subject: "ann" } });
  expect(readCookie(renewed.headers.get("cookie"), cookies.refresh)).toEqual([]);
});

test("A page uses no refresh token up", async () => {
  const { auth, clock, renew, both, refresh } = await setUp();
  clock.advance({ seconds: 660 });
  await renew(new Headers({ cookie: both }));
  expect(await auth.rotate(refresh.token)).toMatchObject({ ok: true });
});

test("A token that lives on is kept", async () => {
  const { renew, both } = await setUp();
  expect(await renew(new Headers({ cookie: both }))).toEqual({ state: "kept" });
});

test.for([{ "sec-purpose": "prefetch;prerender" }, { "next-router-prefetch": "1" }, { "sec-fetch-dest": "image" }])(
  "A page that is fetched with %o renews nothing",
  async (headers) => {
    const { renew, clock, both } = await setUp();
    clock.advance({ seconds: 660 });
    expect(await renew(new Headers({ cookie: both, ...(headers as Record<string, string>) }))).toEqual({
      state: "kept",
    });
  },
);

test("Of two cookies of one name none is renewed", async () => {
  const { renew, clock, both } = await setUp();
  clock.advance({ seconds: 660 });
  const twice = `${both}; ${cookies.access}=another`;
  expect(await renew(new Headers({ cookie: twice }))).toEqual({ state: "kept" });
});

test("A session that was revoked renders no page", async () => {
  const { auth, renew, clock, both } = await setUp();
  await auth.revokeSubject("ann");
  clock.advance({ seconds: 660 });
  expect(await renew(new Headers({ cookie: both }))).toEqual({ state: "refused" });
});

test("An outage is no refusal of a page", async () => {
  const { store, renew, clock, both } = await setUp();
  clock.advance({ seconds: 660 });
  store.break("refuse");
  expect(await renew(new Headers({ cookie: both }))).toEqual({ state: "unknown" });
});
