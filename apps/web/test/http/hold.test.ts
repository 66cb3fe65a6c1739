import { expect, test } from "vitest";
import { deviceOf } from "../../src/sessions/device.ts";
import { longestTurn, used } from "../support/longest-turn.ts";
import { startSite, type TestSite } from "../support/site.ts";

const HOLD_MS = 100;

/** As much as one header section may hold, and one body. */
const HEADER = 15_000;
const BODY = 64 * 1024;

/** A call that is made to be slow: by its path, its headers or its body. */
interface Hostile {
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The piece as often as it fits. */
function fill(piece: string, size: number): string {
  return piece.repeat(Math.floor(size / piece.length));
}

function tenTimes(procedure: string, input: object): Hostile {
  const body = JSON.stringify({ ...Array(10).fill(input) });
  return { path: `${Array(10).fill(procedure).join(",")}?batch=1`, body };
}

const login = (email: string, password = "whatever it may be"): Hostile => {
  return { path: "auth.login", body: JSON.stringify({ email, password }) };
};
const person = (password: string, name = "N") => ({ email: "n@example.com", password, name });
const signup = (password: string, name?: string): Hostile => {
  return { path: "auth.signup", body: JSON.stringify(person(password, name)) };
};
const calling = (headers: Record<string, string>): Hostile => ({ path: "account.me", headers });

const LONG = BODY - 200;
const MANY_KEYS = JSON.stringify(Object.fromEntries(Array.from({ length: 6_000 }, (_, i) => [i, 0])));
const FORGED = `eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IngifQ.${"e30".repeat(1300)}.${"A".repeat(86)}`;

const HOSTILE: Readonly<Record<string, Hostile>> = {
  "arrays as deep as they go": { path: "auth.login", body: fill("[", BODY / 2) + fill("]", BODY / 2) },
  "objects as deep as they go": { path: "auth.login", body: `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}` },
  "many keys": { path: "auth.login", body: MANY_KEYS },
  "many numbers": { path: "auth.login", body: `[${fill("1e308,", BODY - 4)}1]` },
  "a batch of many inputs": { path: "auth.login?batch=1", body: MANY_KEYS },
  "a batch of many calls": { path: `${fill("auth.logout,", HEADER)}auth.logout?batch=1`, body: "{}" },
  "an address of blanks": login(fill(" ", LONG)),
  "an address of escapes": login(fill("\u0000", LONG / 6)),
  "an address of dots": login(`a@a${fill(".a", LONG)}`),
  "an address of hyphens": login(`a@a${fill("-", LONG)}!`),
  "an address of letters": login(fill("a", LONG)),
  "a password that grows by eighteen when it is normalised": login("n@example.com", fill("ﷺ", 1024)),
  "a new password that grows": signup(fill("ﷺ", 1024)),
  "a new password that is far too long": signup(fill("x", LONG)),
  "a name of combining marks": signup("a wholly new phrase", "a\u0301".repeat(20_000)),
  "ten new passwords, weak at both ends": tenTimes(
    "auth.signup",
    person(`${"1qaz2wsx".repeat(4)}${"x".repeat(40)}${"@4".repeat(28)}`),
  ),
  "ten new passwords of exchanged letters": tenTimes("auth.signup", person("@4({[<3%6#9&1!|/0$57+2".repeat(5))),
  "ten new passwords like dates": tenTimes("auth.signup", person("0123456789-/.".repeat(9))),
  "a token of dots": { path: "auth.revoke", body: JSON.stringify({ token: fill(".", LONG) }) },
  "ten forged tokens": tenTimes("auth.revoke", { token: FORGED }),
  "ten forged refresh tokens": tenTimes("auth.refresh", { refreshToken: FORGED }),
  "a Bearer header of blanks": calling({ authorization: `Bearer${fill(" ", HEADER)}.` }),
  "a Bearer header of dots": calling({ authorization: `Bearer ${fill(".", HEADER)}` }),
  "cookies of semicolons": calling({ cookie: fill(";", HEADER) }),
  "many cookies of one name": calling({ cookie: fill("access_token=a; refresh_token=b; ", HEADER) }),
  "a list of proxies": calling({ "x-forwarded-for": `${fill("1,", HEADER)}[` }),
  "a proxy of brackets": calling({ "x-forwarded-for": `[${fill("]", HEADER)}x` }),
  "a user agent of brackets": calling({ "user-agent": fill("(", HEADER) }),
  "a path of dots": { path: fill("a.", HEADER) },
  "a path of percent signs": { path: fill("%41", HEADER) },
  "a query of brackets": { path: `account.me?input=${fill("[", HEADER)}` },
  "a query of ampersands": { path: `account.me?${fill("&", HEADER)}` },
};

test("No request blocks the event loop for 100 ms", async () => {
  const site = await startSite({ LOGIN_ATTEMPTS: "1000000", TRUSTED_PROXY_HOPS: "1" });
  for (const [name, hostile] of Object.entries(HOSTILE)) {
    const status = await send(site, hostile);
    expect.soft(status, name).toBeLessThan(500);
    const turns: number[] = [];
    for (let i = 0; i < 3; i++) turns.push(await longestTurn(() => send(site, hostile)));
    // What happens to fall into a turn besides, such as a collection of garbage, isn't there every time.
    expect.soft(Math.min(...turns), name).toBeLessThan(HOLD_MS);
  }
  expect(site.log.filter((line) => line.includes("failed"))).toEqual([]);
}, 60_000);

test("No user agent takes long to name, whatever is in it", () => {
  const parts = ["(", ")", ";", " ", "/", "1.", "Chrome/", "Mozilla/5.0 ", "Android ", "(KHTML, like Gecko) "];
  for (const start of parts) {
    for (const one of parts) {
      for (const other of parts) {
        const userAgent = `${start}${(one + other).repeat(256)}`.slice(0, 512);
        const times = [1, 2, 3].map(() => {
          const before = used();
          deviceOf(userAgent);
          return used() - before;
        });
        expect.soft(Math.min(...times), userAgent).toBeLessThan(HOLD_MS);
      }
    }
  }
});

async function send({ origin }: TestSite, { path, headers = {}, body }: Hostile): Promise<number> {
  const post = { method: "POST", headers: { "content-type": "application/json", ...headers } };
  const response = await fetch(`${origin}/api/trpc/${path}`, body === undefined ? { headers } : { ...post, body });
  await response.text();
  return response.status;
}
