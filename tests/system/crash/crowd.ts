import type { AppProcess } from "@curfew/web/testing";
import type { Chance } from "../support/chance.ts";
import { check, checkGone, checkList, type Gone, settle } from "./in-doubt.ts";
import { type ActionInDoubt, type Held, live, type Memory, newMemory, settleIn } from "./simulated-user.ts";

/** So many sessions of each are looked at between two crashes; at the end all. */
const LATEST = 6;

/** People who go on living while something is killed under them. */
export function createCrowd(size: number, chance: Chance) {
  const users = Array.from({ length: size }, () => ({ memory: newMemory(), chance: chance.split() }));
  const gone: Gone[] = [];
  const inDoubt: ActionInDoubt[] = [];

  /** Settles everything in doubt. */
  const settleAll = async (at: AppProcess) => {
    for (const { memory } of users) {
      const left = await settle(memory, at);
      if (left !== null) gone.push(left);
    }
  };

  return {
    /** Everything that was ever in doubt. */
    inDoubt,
    /** Sessions that have to be over. */
    dead: (): readonly Held[] => users.flatMap(({ memory: { held } }) => held.filter(({ fate }) => fate === "dead")),
    /** Once nothing is in doubt: the end of every session there is, brought about by `end`. */
    async putOut(at: AppProcess, end: () => Promise<void>): Promise<void> {
      await settleAll(at);
      await end();
      for (const { memory } of users) outlive(memory);
    },
    /** Forgets all but so many of everybody's sessions that are over: it is the longest over that are forgotten. */
    forget(most: number): void {
      for (const { memory } of users) {
        const dead = memory.held.filter(({ fate }) => fate === "dead");
        const old = new Set(dead.slice(0, Math.max(0, dead.length - most)));
        memory.held = memory.held.filter((each) => !old.has(each));
      }
    },
    /** Everybody settles their inDoubt, finds things as they have to be, and goes on living until `crash` is over. */
    async liveThrough(at: AppProcess, crash: () => Promise<void>): Promise<void> {
      await settleAll(at);
      await Promise.all(users.map(({ memory: { held } }) => check({ held: held.slice(-LATEST) }, at)));
      await Promise.all(users.map(({ memory }) => settleIn(memory, at)));
      let isOver = false;
      const lives = users.map((each) => live(each.memory, at, each.chance, () => isOver));
      await crash();
      isOver = true;
      await Promise.all(lives);
      inDoubt.push(...users.flatMap(({ memory }) => memory.inDoubt ?? []));
    },
    /** In the end everything ever answered is so, and nothing is left of who went. */
    async checkAll(at: AppProcess): Promise<void> {
      await settleAll(at);
      for (const { memory } of users) {
        await checkList(memory, at);
        await check(memory, at);
      }
      for (const each of gone) await checkGone(each, at);
    },
  };
}

/** Every session is over, and nobody did it. */
function outlive({ held, ended }: Memory): void {
  for (const each of held) {
    each.fate = "dead";
    ended.add(each.sessionId);
  }
}

/** How often each action was left in doubt, for people to read. */
export function counted(inDoubt: readonly ActionInDoubt[]): string {
  const byAction = Map.groupBy(inDoubt, ({ action }) => action);
  return [...byAction].map(([action, all]) => `${action} ${all.length}`).join(", ");
}
