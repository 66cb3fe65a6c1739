import type { Load } from "./formulas.ts";

/** Something that a user does with a session, so many seconds after the beginning. */
export interface UserAction {
  readonly at: number;
  readonly session: number;
  readonly kind: "login" | "visit" | "logout";
}

/** Numbers from 0 to below 1 that follow from a seed (mulberry32). */
export function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lists what a load's users do for so many seconds, in its order: logins and visits as Poisson processes. */
export function behaviourOf(load: Load, seconds: number, chance: () => number): readonly UserAction[] {
  const wait = (rate: number) => -Math.log(1 - chance()) / rate;
  const actions: UserAction[] = [];
  let session = 0;
  for (let begun = wait(load.users * load.loginRate); begun < seconds; begun += wait(load.users * load.loginRate)) {
    const use = wait(1 / load.useSeconds);
    const end = begun + Math.min(use, load.sessionSeconds);
    actions.push({ at: begun, session, kind: "login" });
    for (let at = begun + wait(load.visitRate); at < end; at += wait(load.visitRate)) {
      actions.push({ at, session, kind: "visit" });
    }
    const isLogout = use < load.sessionSeconds && chance() < load.logoutPart;
    if (isLogout) actions.push({ at: end, session, kind: "logout" });
    session += 1;
  }
  return actions.filter(({ at }) => at < seconds).sort((a, b) => a.at - b.at);
}
