import type { Database } from "@curfew/api/ports";
import type { Insertable, Kysely } from "kysely";
import type { Ask } from "./asking.ts";
import type { Tables, WitnessTable } from "./schema/tables.ts";

/** The id of the table's only row. */
const ONLY = 1;

/**
 * The witness as one row that only rises. Of two states with one number but different ids (one store
 * took another's place) the higher mark stands, with its id; of equals the first.
 */
export function createWitness(ask: Ask): Database["witness"] {
  return {
    read: () =>
      ask(async (db) => {
        const row = await db.selectFrom("witness").selectAll().where("id", "=", ONLY).executeTakeFirst();
        return row ? { number: row.number, id: row.generation, mark: row.mark } : null;
      }),
    async raise({ number, id, mark }) {
      await ask((db) => raiseWitness(db, { number, generation: id, mark }));
    },
  };
}

export async function raiseWitness(db: Kysely<Tables>, state: Omit<Insertable<WitnessTable>, "id">): Promise<void> {
  await db
    .insertInto("witness")
    .values({ id: ONLY, ...state })
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet(state)
        .where((eb) => eb(eb.refTuple("witness.number", "witness.mark"), "<", eb.tuple(state.number, state.mark))),
    )
    .execute();
}
