import type { Database } from "@curfew/api/ports";
import type { Ask } from "./asking.ts";

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
    async raise(state) {
      const row = { number: state.number, generation: state.id, mark: state.mark };
      await ask((db) =>
        db
          .insertInto("witness")
          .values({ id: ONLY, ...row })
          .onConflict((conflict) =>
            conflict
              .column("id")
              .doUpdateSet(row)
              .where((eb) => eb(eb.refTuple("witness.number", "witness.mark"), "<", eb.tuple(row.number, row.mark))),
          )
          .execute(),
      );
    },
  };
}
