import { setTimeout as sleep } from "node:timers/promises";
import { takeTime } from "@curfew/web/testing";
import { describe, expect, test } from "vitest";
import { logIn, use } from "../support/person.ts";
import { type App, startApp } from "./app.ts";
import { IN_A_FILE, type Loss, OVER_REST, OVER_TCP, temporaryFolder } from "./place.ts";
import { type Call, createVictims, pester, refreshed } from "./victims.ts";

takeTime();

/** A store that comes back behind a revocation is recognised by every process from this time after it. */
const WITNESS_MS = 1_000;

/** What comes of a call once the store can be asked again; whatever came of it before was a refusal. */
async function settled(at: App, call: Call): Promise<string> {
  const deadline = performance.now() + 15_000;
  for (;;) {
    const outcome = await call(at);
    if (outcome !== "blacklist_unavailable" || performance.now() > deadline) return outcome;
    await sleep(20);
  }
}

/** What was revoked is refused, who is logged in goes on with the tokens they have, and logging in works. */
async function expectEverythingBack(at: App, { person, innocent, ended }: Awaited<ReturnType<typeof createVictims>>) {
  for (const call of ended) expect(await settled(at, call)).toBe("token_revoked");
  expect(await use(at, innocent.accessToken)).toBe("live");
  expect(await refreshed(at, innocent)).toBe("live");
  const { accessToken } = await logIn(at, person);
  expect(await use(at, accessToken)).toBe("live");
  for (const call of ended) expect(await call(at)).toBe("token_revoked");
}

/** One process told of it, where an operator looks, and nobody else did. */
async function expectToldOnceBy(teller: App, others: readonly App[]) {
  expect(teller.recoveries()).toBe(1);
  expect(await teller.warnings()).toContain("lost records");
  await expect.poll(async () => (await teller.events()).length, { timeout: 10_000 }).toBe(1);
  for (const other of others) expect(other.recoveries()).toBe(0);
}

const ONLY_REFUSED = ["blacklist_unavailable", "token_revoked"];

const LOSSES = [...OVER_TCP, ...OVER_REST, ...IN_A_FILE];
const PARTIAL_LOSSES = LOSSES.filter(({ isPartial }) => isPartial);

describe.each(LOSSES)("$name", ({ open }: Loss) => {
  test("under a running app: no revoked token is accepted, no user is logged out", async () => {
    const DATA_DIR = temporaryFolder();
    const place = await open(DATA_DIR);
    const app = await startApp({ DATA_DIR, ...place.settings });
    const victims = await createVictims(app);
    await place.keep();
    await victims.end(app);
    const stop = pester([app], victims.ended);
    await place.lose();
    await expectEverythingBack(app, victims);
    expect(ONLY_REFUSED).toEqual(expect.arrayContaining([...(await stop())]));
    await expectToldOnceBy(app, []);
  });

  test("while the app was down: the next start gives back what was lost", async () => {
    const DATA_DIR = temporaryFolder();
    const place = await open(DATA_DIR);
    const before = await startApp({ DATA_DIR, ...place.settings });
    const victims = await createVictims(before);
    await place.keep();
    await victims.end(before);
    await before.stop();
    await place.lose();
    const after = await startApp({ DATA_DIR, ...place.settings });
    await expectEverythingBack(after, victims);
    await expectToldOnceBy(after, [before]);
  });
});

test.each(PARTIAL_LOSSES)("$name, under two apps, the first asked having seen no revocation", async ({ open }) => {
  const DATA_DIR = temporaryFolder();
  const place = await open(DATA_DIR);
  const [writer, other] = await Promise.all([
    startApp({ DATA_DIR, ...place.settings }),
    startApp({ DATA_DIR, ...place.settings }),
  ]);
  const victims = await createVictims(writer);
  for (const { accessToken } of victims.logins) expect(await use(other, accessToken)).toBe("live");
  await place.keep();
  await victims.end(writer);
  await sleep(WITNESS_MS);
  await place.lose();
  await expectEverythingBack(other, victims);
  for (const call of victims.ended) expect(await call(writer)).toBe("token_revoked");
  await expectToldOnceBy(other, [writer]);
});

test.each([...OVER_TCP, ...IN_A_FILE].filter(({ isPartial }) => isPartial))(
  "$name, under an app that asks only now and then",
  async ({ open }) => {
    const DATA_DIR = temporaryFolder();
    const place = await open(DATA_DIR);
    const app = await startApp({ DATA_DIR, BLACKLIST_MAX_STALENESS_MS: "300", ...place.settings });
    const victims = await createVictims(app);
    await place.keep();
    await victims.end(app);
    const stop = pester([app], victims.ended);
    await place.lose();
    await sleep(300);
    await expectEverythingBack(app, victims);
    expect(ONLY_REFUSED).toEqual(expect.arrayContaining([...(await stop())]));
    await expectToldOnceBy(app, []);
  },
);
