import { generateKeySet } from "@curfew/auth";
import { expect, test } from "vitest";
import { startSite } from "../support/site.ts";

const ORIGIN = "https://app.example";
const PERSON = { email: "ann@example.com", password: "violet otter drums at noon", name: "Ann" };

/** The app as it stands behind a proxy that speaks TLS. */
async function startBehindTls() {
  const site = await startSite({ APP_ORIGIN: ORIGIN, AUTH_SIGNING_KEYS: JSON.stringify(await generateKeySet()) });
  const call = (procedure: string, input: object, headers: Record<string, string> = {}) => {
    const types = { "content-type": "application/json", origin: ORIGIN };
    const init = { method: "POST", headers: { ...types, ...headers }, body: JSON.stringify(input) };
    return fetch(`${site.origin}/api/trpc/${procedure}`, init);
  };
  return { ...site, call };
}

test("HSTS is sent on an https origin only", async () => {
  const plain = await startSite();
  const { origin } = await startBehindTls();
  for (const path of [
    "/",
    "/healthz",
    "/readyz",
    "/.well-known/jwks.json",
    "/api/trpc/account.me",
    "/%zz",
    "/_next/image",
  ]) {
    const policy = (await fetch(origin + path)).headers.get("strict-transport-security") ?? "";
    expect(Number(/^max-age=(\d+)/.exec(policy)?.[1]), path).toBeGreaterThan(31_536_000);
    expect((await fetch(plain.origin + path)).headers.has("strict-transport-security"), path).toBe(false);
  }
});

test("On https, set and cleared cookies are Secure, __Host- and without Domain", async () => {
  const { call } = await startBehindTls();
  const handed = (await call("auth.signup", PERSON)).headers.getSetCookie();
  const cookie = handed.map((line) => line.split(";", 1)[0]).join("; ");
  const cleared = (await call("auth.logout", {}, { cookie })).headers.getSetCookie();
  for (const lines of [handed, cleared]) {
    expect(lines.map((line) => line.split("=", 1)[0])).toEqual(["__Host-access_token", "__Host-refresh_token"]);
    for (const line of lines) {
      const attributes = line.split("; ").slice(1);
      const names = attributes.map((attribute) => attribute.split("=", 1)[0]);
      expect(names.toSorted()).toEqual(["HttpOnly", "Max-Age", "Path", "SameSite", "Secure"]);
      expect(attributes).toEqual(expect.arrayContaining(["Path=/", "SameSite=Lax"]));
    }
  }
});

test("A page of the same host on http is a foreign origin", async () => {
  const { call } = await startBehindTls();
  for (const origin of ["http://app.example", "https://app.example:8443", "https://sub.app.example", "null"]) {
    const answer = await call("auth.signup", PERSON, { origin });
    expect([origin, answer.status, answer.headers.getSetCookie()]).toEqual([origin, 403, []]);
  }
});
