import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase } from "@curfew/db";
import { takeTime } from "@curfew/web/testing";
import { expect, test } from "vitest";
import { createChance, rounds } from "../support/chance.ts";
import { openService, type Place } from "../support/service.ts";
import { counted, createCrowd } from "./crowd.ts";

takeTime();

/** A change that was left undone is finished by the next start after so long, milliseconds. */
const ABANDONED_MS = 10_000;

/** Among so many people somebody has begun a change by then, however slow the machine is. */
const CHANGE_MS = 10_000;

const KILLS = { embedded: 18, redis: 12 } as const satisfies Record<Place, number>;

test.concurrent.each(Object.entries(KILLS) as [Place, number][])(
  "The app killed at any moment keeps every answered promise (%s)",
  async (place, kills) => {
    const chance = createChance(`crashes, ${place}`);
    const crowd = createCrowd(6, chance);
    const service = await openService(place, { ACCESS_TOKEN_SECONDS: "86400" });
    const { users, close } = createDatabase({ url: null, directory: service.folder });
    let halfDone = 0;

    /** Any moment; or, every other time, the one at which the database has a change that the blacklist has not. */
    const moment = async (kill: number) => {
      const isAny = kill % 2 === 0;
      const end = performance.now() + (isAny ? chance.between(20, 300) : CHANGE_MS);
      while (performance.now() < end) {
        if (!isAny && (await users.listInDoubt()).length > 0) return;
        await sleep(1);
      }
    };

    try {
      for (const kill of rounds(kills, () => halfDone > 0)) {
        const app = await service.start();
        await crowd.liveThrough(app, async () => {
          await moment(kill);
          await app.kill();
        });
        halfDone += (await users.listInDoubt()).length;
      }
      await sleep(ABANDONED_MS);
      await crowd.checkAll(await service.start());
      expect(await users.listInDoubt()).toEqual([]);
    } finally {
      await close();
      await service.close();
    }
    console.log(`${place}: ${halfDone} changes half done; in doubt: ${counted(crowd.inDoubt)}`);
    expect(halfDone).toBeGreaterThan(0);
    // The store was up all the time, so nobody may have been told otherwise.
    expect(crowd.inDoubt.filter(({ refusal }) => refusal !== null)).toEqual([]);
  },
);
