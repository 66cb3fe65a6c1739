import { once } from "node:events";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Held } from "../crash/simulated-user.ts";
import { createChance } from "../support/chance.ts";
import { STALENESS_MS } from "./arena.ts";
import { createChecker } from "./checker.ts";
import { forge } from "./hostile/forger.ts";
import { crossOrigins, guess } from "./hostile/guesser.ts";
import type { Attack, Field } from "./hostile/hostile.ts";
import { presentTheDead, visitAfterTheEnd } from "./hostile/revoked-tokens.ts";
import { reuse } from "./hostile/thief.ts";
import { createLoyalUser } from "./loyal-user.ts";
import { curve, isFlat, type Sample } from "./memory.ts";

const RECOVERY_MS = 1_000;

function line(status: number, agoMs: number, durationMs = 10): string {
  const time = new Date(Date.now() - agoMs).toISOString();
  return JSON.stringify({ event: "request", route: "/", status, time, durationMs });
}

test("A 500 and a logged trace are always violations", () => {
  const checker = createChecker(RECOVERY_MS);
  checker.trouble("refused");
  checker.hear(line(200, 0));
  checker.hear(line(401, 0));
  expect(checker.violations).toEqual([]);
  checker.hear(line(500, 0));
  checker.hear(JSON.stringify({ event: "call_failed", trace: ["at a.ts"] }));
  expect(checker.violations).toHaveLength(2);
  expect(checker.counts.get("answered 401")).toBe(1);
});

test("A 503 is excused only during a fault and the recovery", () => {
  const checker = createChecker(RECOVERY_MS);
  checker.hear(line(503, 0));
  expect(checker.violations).toHaveLength(1);
  const over = checker.trouble("refused");
  checker.hear(line(503, 0));
  checker.hear(line(503, -5_000, 5_500));
  over();
  checker.hear(line(503, -900));
  expect(checker.violations).toHaveLength(1);
  checker.hear(line(503, -1_500));
  checker.hear(line(503, 5_000));
  expect(checker.violations).toHaveLength(3);
});

test("A 503 tells nothing while the machine is too busy", () => {
  const checker = createChecker(RECOVERY_MS);
  checker.hear(line(503, 0));
  checker.hear(line(500, 0));
  checker.hear(line(503, 60_000));
  expect(checker.violations).toHaveLength(3);
  checker.strained(Date.now() - 100, Date.now());
  expect(checker.violations).toEqual([expect.stringContaining("500"), expect.stringContaining("503")]);
});

test("A 503 is excused longer where many records are given back", () => {
  const checker = createChecker(RECOVERY_MS);
  checker.trouble("flushed")();
  checker.hear(line(503, -3_000));
  checker.hear(JSON.stringify({ event: "blacklist_recovered", message: "was given back 60000 from the database" }));
  checker.hear(line(503, -3_000));
  checker.hear(line(503, -5_000));
  expect(checker.violations).toHaveLength(2);
});

test("Nobody but an administrator may log everyone out", () => {
  const checker = createChecker(RECOVERY_MS);
  checker.hear(JSON.stringify({ event: "blacklist_reborn" }));
  checker.hear(JSON.stringify({ event: "blacklist_recovering" }));
  expect(checker.violations).toEqual([]);
  checker.hear(JSON.stringify({ event: "blacklist_forgot", message: "everyone was logged out" }));
  expect(checker.violations).toHaveLength(1);
});

test("A violation is told with the trouble that came last", () => {
  const checker = createChecker(RECOVERY_MS);
  checker.violation("first");
  const over = checker.trouble("a black hole");
  checker.violation("second");
  over();
  checker.violation("third");
  expect(checker.violations).toEqual([
    expect.stringMatching(/^\S+Z first \(before any trouble\)$/),
    expect.stringMatching(/^\S+Z second \(a black hole, under way\)$/),
    expect.stringMatching(/^\S+Z third \(a black hole, over for \d+ ms\)$/),
  ]);
});

const MEGABYTE = 1024 * 1024;

/** An hour's samples of a process whose garbage is collected now and then. */
function samples(heldMb: (part: number) => number): Sample[] {
  return Array.from({ length: 300 }, (_, at) => {
    const heap = (heldMb(at / 300) + (at % 10)) * MEGABYTE;
    return { at, heap, rss: 2 * heap };
  });
}

test("Collected memory is flat, held memory isn't, short runs don't tell", () => {
  expect(isFlat(samples(() => 80))).toBe(true);
  expect(isFlat(samples((part) => 80 + Math.min(part, 0.2) * 200))).toBe(true);
  expect(isFlat(samples((part) => 80 + part * 120))).toBe(false);
  expect(isFlat(samples(() => 80).slice(0, 20))).toBeNull();
  expect(curve(samples(() => 80))).toMatch(/^80\/\d+( → 80\/\d+){4}$/);
});

const TOKEN = `${Buffer.from("{}").toString("base64url")}.${Buffer.from('{"exp":1}').toString("base64url")}.c2ln`;

/** A field of attack on which everything is answered alike. */
async function fieldOf(answer: RequestListener): Promise<Field> {
  const server = createServer(answer);
  await once(server.listen(0), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const process = { log: () => "", async kill() {}, async stop() {}, signal() {}, ended: Promise.resolve(0) };
  const app = { address: `http://localhost:${port}`, ...process };
  const dead = [{ sessionId: "a", accessTokens: [TOKEN], refreshToken: TOKEN, fate: "dead" } as Held];
  const chance = createChance("judges");
  return {
    chance,
    checker: createChecker(0),
    steady: app,
    late: app,
    frail: () => app,
    dead: () => dead,
    renewal: () => ({ askedAt: 0, answeredAt: 0 }),
  } as Partial<Field> as Field;
}

const TOKENS = { accessToken: TOKEN, refreshToken: TOKEN };

test.each([
  ["a token that was taken back", presentTheDead, { result: { data: {} } }],
  ["a forged token", forge, { error: { data: { reason: "token_revoked" } } }],
  ["a reused refresh token", reuse, { result: { data: TOKENS } }],
  ["a guessed password", guess, Array.from({ length: 10 }, () => ({ result: { data: TOKENS } }))],
  ["another site's call", crossOrigins, { result: { data: {} } }],
] as const satisfies readonly (readonly [string, Attack, unknown])[])(
  "%s is found out when it is let in",
  async (_, attack, body) => {
    const field = await fieldOf((_, response) => void response.end(JSON.stringify(body)));
    await attack(field);
    expect(field.checker.violations.length).toBeGreaterThan(0);
  },
);

test("A private page that is shown after the end is found out", async () => {
  const field = await fieldOf((_, response) => void response.end("<button>Log out</button>"));
  await visitAfterTheEnd(field);
  expect(field.checker.violations).toHaveLength(1);
});

/** A service that lets everyone log in, and answers everything else so. */
function serviceThat(answer: (response: ServerResponse) => void): RequestListener {
  return ({ url }, response) => {
    if (/signup|token/.test(url ?? "")) response.end(JSON.stringify({ result: { data: TOKENS } }));
    else answer(response);
  };
}

const refuse = (status: number, reason: string) => (response: ServerResponse) => {
  response.statusCode = status;
  response.end(JSON.stringify({ error: { data: { reason } } }));
};

test("A live session that is refused is found out, and one that is asked to come again isn't", async () => {
  for (const [answer, count] of [
    [refuse(401, "token_revoked"), 1],
    [refuse(401, "token_expired"), 1],
    [refuse(500, "internal"), 1],
    [refuse(503, "blacklist_unavailable"), 0],
  ] as const) {
    const field = await fieldOf(serviceThat(answer));
    await createLoyalUser()(field);
    expect(field.checker.violations).toHaveLength(count);
  }
});

test("A session that was ended with all others may be refused, and must not go on", async () => {
  const accept = (response: ServerResponse): void => {
    response.end(JSON.stringify({ result: { data: TOKENS } }));
  };
  for (const [later, count] of [
    [accept, 1],
    [refuse(401, "token_revoked"), 0],
  ] as const) {
    let [answer, renewal] = [accept, { askedAt: 0, answeredAt: 0 }];
    const plain = await fieldOf(serviceThat((response) => answer(response)));
    const field = { ...plain, renewal: () => renewal };
    const loyal = createLoyalUser();
    await loyal(field);
    await sleep(5);
    [answer, renewal] = [later, { askedAt: Date.now(), answeredAt: Date.now() }];
    await sleep(STALENESS_MS + 5);
    await loyal(field);
    expect(field.checker.violations).toHaveLength(count);
  }
});

test("What is refused is no violation", async () => {
  const field = await fieldOf((request, response) => {
    response.statusCode = 401;
    const reason = request.headers.origin === undefined ? "token_invalid" : "origin_refused";
    const error = { error: { data: { reason } } };
    response.end(JSON.stringify(request.url?.includes("batch=1") ? [error] : error));
  });
  for (const attack of [presentTheDead, forge, reuse, guess, crossOrigins]) await attack(field);
  expect(field.checker.violations).toEqual([]);
});
