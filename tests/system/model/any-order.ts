import { EFFORT, times } from "@curfew/testing/effort";
import fc from "fast-check";
import { expect } from "vitest";
import { seedOf } from "../support/chance.ts";
import * as accounts from "./commands/accounts.ts";
import * as admin from "./commands/admin.ts";
import { type Choice, type Command, checkTokens } from "./commands/command.ts";
import * as mishaps from "./commands/mishaps.ts";
import * as sessions from "./commands/sessions.ts";
import * as tokens from "./commands/tokens.ts";
import { createModel } from "./model.ts";
import { createWorld } from "./world.ts";

/** How long further orders are tried, milliseconds: on a busy machine they are fewer, and one at the least. */
const PATIENCE_MS = times(120_000);

/** What is asked, and how often compared with the rest. */
const COMMANDS: readonly (readonly [weight: number, make: (choice: Choice) => Command])[] = [
  [14, accounts.open],
  [1, accounts.logIn],
  [2, accounts.signUp],
  [1, accounts.changePassword],
  [1, accounts.deleteAccount],
  [14, tokens.refresh],
  [4, tokens.refreshAtOnce],
  [6, tokens.use],
  [5, tokens.logOut],
  [5, tokens.revoke],
  [4, sessions.list],
  [4, sessions.endOne],
  [2, sessions.endOthers],
  [2, sessions.endAll],
  [1, admin.suspend],
  [2, admin.restore],
  [1, admin.endSessions],
  [1, admin.endEverything],
  [6, mishaps.pass],
  [6, mishaps.passToBorder],
  [3, mishaps.restart],
  [1, mishaps.dieOfPassword],
  [1, mishaps.dieOfSuspension],
  [1, mishaps.dieOfDeletion],
  [2, mishaps.finishAbandoned],
];

const choice = fc.record({ instance: fc.nat(1), which: fc.nat(40), other: fc.nat(23) });
const command = fc.oneof(...COMMANDS.map(([weight, make]) => ({ weight, arbitrary: choice.map(make) })));
const commands = fc.commands([command], { maxCommands: 100, size: "max" });
/** As far as two clocks may differ. */
const skew = fc.integer({ min: -5_000, max: 5_000 });

/** For who calls `obeyAnyOrder`: a run that is not cut takes so long on a busy machine, milliseconds. */
export const MODEL_TIMEOUT_MS = 300_000;

/** Makes calls in random orders to two instances over a store, and expects of each what the model expects. */
export async function obeyAnyOrder(place: string, redisUrl: string | null): Promise<void> {
  const seed = seedOf(`model, ${place}`);
  const done: string[] = [];
  const end = performance.now() + PATIENCE_MS;
  const isCut = () => done.length > 0 && performance.now() > end;
  await fc.assert(
    fc.asyncProperty(skew, commands, async (ahead, asked) => {
      if (isCut()) return;
      const skews = [0, ahead];
      const world = await createWorld({ redisUrl, skews });
      const [{ password }] = world.passwords;
      const people = ["ann", "bob", "cleo"].map((name) => ({ email: `${name}@example.com`, password }));
      const model = createModel({ start: world.start, skews, people });
      try {
        for (const person of model.people) {
          const given = await world.signUp(0, person.email);
          const pair = model.open(person, 0);
          if (given !== null && pair !== null) world.keep(pair, given);
        }
        await fc.asyncModelRun(() => ({ model, real: world }), asked);
        await checkTokens(model, world, model.tokens);
        await sessions.checkLists(model, world);
      } finally {
        done.push(...model.done);
        await world.close();
      }
    }),
    { seed, numRuns: times(25) },
  );
  console.log(`model, ${place}: ${done.length} commands`);
  // A shorter run may leave a command out by chance.
  if (EFFORT >= 1 && !isCut()) expect(new Set(done).size).toBe(COMMANDS.length);
}
