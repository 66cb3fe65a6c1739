import { setTimeout as sleep } from "node:timers/promises";
import { type AppProcess, takeTime } from "@curfew/web/testing";
import { expect, test, vi } from "vitest";
import { createChance, rounds } from "../support/chance.ts";
import { logIn, logOut, outcome, signUp, useBoth } from "../support/person.ts";
import { openService, type Service } from "../support/service.ts";
import { counted, createCrowd } from "./crowd.ts";

takeTime();

/** Kills the store, brings it back on its files, and waits until these processes have noticed. */
async function crash({ redis }: Service, ...noticing: readonly AppProcess[]): Promise<void> {
  await redis?.kill();
  await redis?.restart();
  for (const { address } of noticing) {
    const isReady = async () => expect((await fetch(`${address}/readyz`)).status).toBe(200);
    await vi.waitFor(isReady, { timeout: 20_000, interval: 20 });
  }
}

test("Redis killed during logouts: answered ones hold, others stay logged in", async () => {
  const chance = createChance("Redis killed in the middle of logouts");
  const service = await openService("redis");
  let answered = 0;
  let refused = 0;
  try {
    const [a, b] = await service.startTwo();
    const person = await signUp(a);
    for (const _ of rounds(5)) {
      const logins = await Promise.all(Array.from({ length: 20 }, () => logIn(a, person)));
      const leaving = logins.slice(0, 16);
      const asked = leaving.map(async ({ accessToken }, i) => {
        await sleep(chance.between(0, 20));
        return logOut(i % 2 === 0 ? a : b, accessToken);
      });
      await sleep(chance.between(0, 40));
      await crash(service, a, b);
      for (const [i, answer] of (await Promise.all(asked)).entries()) {
        const tokens = leaving[i];
        if (tokens === undefined) continue;
        expect(["live", "blacklist_unavailable"]).toContain(outcome(answer));
        if (answer.status === 200) answered += 1;
        else refused += 1;
        if (answer.status !== 200) expect((await logOut(b, tokens.accessToken)).status).toBe(200);
        expect(await useBoth(b, tokens)).toEqual(["token_revoked", "token_revoked"]);
      }
      for (const tokens of logins.slice(16)) expect(await useBoth(b, tokens)).toEqual(["live", "live"]);
    }
    expect(outcome(await person.browser.query(b, "account.me"))).toBe("live");
  } finally {
    await service.close();
  }
  console.log(`${answered} logouts answered, ${refused} refused`);
});

test("Redis killed under full load: every answered promise holds", async () => {
  const crowd = createCrowd(6, createChance("Redis killed"));
  const chance = createChance("when Redis is killed");
  const service = await openService("redis", { ACCESS_TOKEN_SECONDS: "86400" });
  try {
    const app = await service.start();
    for (const _ of rounds(10, () => crowd.inDoubt.length > 0)) {
      await crowd.liveThrough(app, async () => {
        await sleep(chance.between(20, 200));
        await crash(service, app);
      });
    }
    await crowd.checkAll(app);
  } finally {
    await service.close();
  }
  console.log(`in doubt: ${counted(crowd.inDoubt)}`);
  expect(new Set(crowd.inDoubt.map(({ refusal }) => refusal))).toEqual(new Set(["blacklist_unavailable"]));
});
