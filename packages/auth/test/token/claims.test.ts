import { expect, test } from "vitest";
import { decode, signRaw, split, withPrivateKey } from "../forge.ts";

const INVALID = { ok: false, code: "token_invalid" };

async function loggedIn() {
  const service = await withPrivateKey();
  const pair = await service.login();
  const [header, payload] = split(pair.access.token).slice(0, 2).map(decode) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const verify = (more: object) => service.auth.verify(signRaw(service.keySet, header, { ...payload, ...more }));
  return { ...service, ...pair, header, payload, verify };
}

test("Every claim is required, of its type, and nothing else is carried", async () => {
  const { payload, verify } = await loggedIn();
  expect(await verify({})).toMatchObject({ ok: true });
  expect(Object.keys(payload).sort()).toEqual([
    "aud",
    "client_id",
    "epo",
    "exp",
    "iat",
    "iss",
    "jti",
    "lin",
    "sid",
    "sub",
    "sxp",
  ]);
  for (const name of Object.keys(payload)) {
    for (const value of [undefined, null, "", 0, -1, 1.5, {}, [], ["x"], true, "x".repeat(256)]) {
      if (value === 0 && name === "iat") continue; // the epoch itself is a time; its life is judged elsewhere
      expect.soft(await verify({ [name]: value }), `${name}: ${JSON.stringify(value)}`).toEqual(INVALID);
    }
  }
  expect(await verify({ role: "admin" })).toEqual(INVALID);
});

test("Times are finite whole numbers, not fractions or strings", async () => {
  const { verify, payload } = await loggedIn();
  const exp = Number(payload.exp);
  for (const value of [1e308, exp + 0.5, String(exp), 2 ** 53, -exp]) {
    expect.soft(await verify({ exp: value }), `exp ${value}`).toEqual(INVALID);
    expect.soft(await verify({ iat: value }), `iat ${value}`).toEqual(INVALID);
    expect.soft(await verify({ sxp: value }), `sxp ${value}`).toEqual(INVALID);
  }
});

test("A token of another issuer or audience is refused", async () => {
  const { verify } = await loggedIn();
  for (const name of ["iss", "aud"]) {
    for (const value of [
      "https://curfew.test/",
      "https://CURFEW.test",
      "https://other.test",
      ["https://curfew.test"],
    ]) {
      expect.soft(await verify({ [name]: value }), `${name} ${value}`).toEqual(INVALID);
    }
  }
});

test("A token may not outlive settings or session, or be from the future", async () => {
  const { verify, payload, lifetimes } = await loggedIn();
  const { iat, exp, sxp } = payload as Record<string, number> & { iat: number; exp: number; sxp: number };
  expect(await verify({ exp: iat + lifetimes.accessSeconds })).toMatchObject({ ok: true });
  expect(await verify({ exp: iat + lifetimes.accessSeconds + 1 })).toEqual(INVALID);
  expect(await verify({ exp: iat })).toEqual(INVALID);
  expect(await verify({ sxp: exp - 1 })).toEqual(INVALID);
  expect(await verify({ sxp: exp })).toMatchObject({ ok: true });
  const tolerance = lifetimes.toleranceSeconds;
  expect(await verify({ iat: iat + tolerance, exp: exp + tolerance })).toMatchObject({ ok: true });
  expect(await verify({ iat: iat + tolerance + 1, exp: exp + tolerance + 1 })).toEqual(INVALID);
  expect(sxp - iat).toBe(lifetimes.sessionSeconds);
});

test("Access and refresh tokens can't replace each other, even re-labelled", async () => {
  const { auth, access, refresh, keySet, header } = await loggedIn();
  expect(await auth.verify(refresh.token)).toEqual(INVALID);
  expect(await auth.rotate(access.token)).toEqual(INVALID);
  const refreshPayload = decode(split(refresh.token)[1]);
  // Signed by us as an access token it would live for a day: longer than an access token may.
  expect(await auth.verify(signRaw(keySet, header, refreshPayload))).toEqual(INVALID);
});

test("A token holds ids and times: no name, address or secret", async () => {
  const { access, refresh, session } = await loggedIn();
  for (const { token } of [access, refresh]) {
    const payload = decode(split(token)[1]);
    expect(payload).toMatchObject({ sub: session.subject, sid: session.id, iss: "https://curfew.test" });
    expect(String(payload.jti)).toMatch(/^[A-Za-z0-9_-]{22}$/);
  }
});

test("A subject that can't be a record's name is refused", async () => {
  const { auth, store } = await withPrivateKey();
  const asked = store.calls.read;
  for (const subject of ["", " ", "a b", "ä", "a\n", "x".repeat(201)]) {
    await expect(auth.createSession(subject)).rejects.toThrow(RangeError);
  }
  expect(store.calls.read).toBe(asked);
});
