import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Caller } from "./world/caller.ts";
import { createWorld, type World } from "./world/world.ts";

/** Weak at both ends, and slow to judge. */
const HOSTILE = `${"1qaz2wsx".repeat(4)}${"x".repeat(40)}${"@4".repeat(28)}`;

/** What somebody sends over and over who has no rights but an account. */
const ATTACKS: Readonly<Record<string, (world: World, attacker: Attacker) => Promise<unknown>>> = {
  "batches of weak new passwords": (_, { browser, password }) =>
    browser.batch("account.changePassword", ten({ currentPassword: password, newPassword: HOSTILE })),
  "batches of weak sign-ups": ({ client }) =>
    client("192.0.2.66").batch(
      "auth.signup",
      ten({ password: HOSTILE, name: "N" }).map((input, i) => ({ ...input, email: `x${i}@example.com` })),
    ),
  "batches of guesses": ({ client }) =>
    client("192.0.2.66").batch(
      "auth.login",
      ten({ password: "not the one" }).map((input, i) => ({ ...input, email: `x${i}@example.com` })),
    ),
  "logouts with a token long dead": ({ client }, { dead }) =>
    client("192.0.2.66").mutate("auth.logout", undefined, { authorization: `Bearer ${dead}` }),
};

interface Attacker {
  readonly browser: Caller;
  readonly password: string;
  readonly dead: string;
}

function ten<T extends object>(input: T): T[] {
  return Array<T>(10).fill(input);
}

const ROUNDS = 6;
const CALLS = 10;

test.each(Object.entries(ATTACKS))(
  "Others aren't three times slower for %s than for honest calls",
  async (_, attack) => {
    const world = await createWorld();
    const attacker = await world.person();
    const dead = (await world.tokens(attacker.credentials)).accessToken;
    await world.client().mutate("auth.logout", undefined, { authorization: `Bearer ${dead}` });
    const [{ browser }, neighbour] = [await world.person(), await world.person()];
    const send = () => attack(world, { ...attacker, dead });
    const sendHarmless = () => neighbour.browser.query("account.me");
    await send();

    // In turns, and both beside somebody who never pauses: whatever else the machine does slows both alike.
    const [calm, attacked]: number[][] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      calm?.push(...(await timesBeside(sendHarmless, browser)));
      attacked?.push(...(await timesBeside(send, browser)));
    }
    expect(median(attacked) / median(calm)).toBeLessThan(3);
  },
);

/** How long calls take while somebody else sends without a pause. */
async function timesBeside(send: () => Promise<unknown>, browser: Caller): Promise<number[]> {
  let isOver = false;
  const sending = (async () => {
    while (!isOver) {
      await send();
      // As over a connection: what is sent next comes in with the next turn of the event loop.
      await setImmediate();
    }
  })();
  const times = await timesOf(browser);
  isOver = true;
  await sending;
  return times;
}

test("A login waits for at most one hash per other caller", async () => {
  const world = await createWorld({ loginAttempts: 1000 });
  const { credentials } = await world.person();
  const order: string[] = [];
  const storm = Array.from({ length: 60 }, async (_, i) => {
    await world.client("192.0.2.66").mutate("auth.token", { email: `n${i}@example.com`, password: "not the one" });
    order.push("storm");
  });
  await expect.poll(() => world.api.hashing().waiting, { interval: 1 }).toBeGreaterThan(50);
  const login = world.client("192.0.2.7").mutate("auth.token", credentials);
  const noted = login.then(() => order.push("login"));
  expect(await login).toMatchObject({ status: 200 });
  await noted;
  await Promise.all(storm);
  expect(order.indexOf("login")).toBeLessThan(30);
});

test("When the queue is full, the busiest caller is refused", async () => {
  const world = await createWorld({ loginAttempts: 1000 });
  const { credentials } = await world.person();
  const storm = Array.from({ length: 100 }, (_, i) =>
    world.client("192.0.2.66").mutate("auth.token", { email: `n${i}@example.com`, password: "not the one" }),
  );
  await expect.poll(() => world.api.hashing().waiting, { interval: 1 }).toBe(64);
  expect(await world.client("192.0.2.7").mutate("auth.token", credentials)).toMatchObject({ status: 200 });
  const busy = (await Promise.all(storm)).filter(({ status }) => status === 429);
  expect(busy.length).toBeGreaterThanOrEqual(100 - 2 - 64);
});

async function timesOf(browser: Caller): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < CALLS; i += 1) {
    const start = performance.now();
    const { status } = await browser.query("account.me");
    await setImmediate();
    times.push(performance.now() - start);
    expect(status).toBe(200);
  }
  return times;
}

function median(times: readonly number[] = []): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
