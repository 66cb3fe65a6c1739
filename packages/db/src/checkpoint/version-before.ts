import type { Generation } from "@curfew/api/database";
import type { Insertable, Kysely, Selectable } from "kysely";
import type { CheckpointTable, Tables, WitnessTable } from "../tables.ts";

type Heard = Omit<Selectable<WitnessTable>, "id">;

/** The mark by which the version before declares a generation over: as many writes as no store counts. */
const OVER = 999_999_999_999_999;

/** The id of a generation that is over. No store has it. */
const SPENT = "spent";

/** Returns the generation that the version before works with. */
export function toGeneration({ number, generation: id, mark }: Heard): Generation {
  return { number, id: mark === OVER ? SPENT : id, line: `${number}.${id}` };
}

/**
 * Returns the generation that a process of the version before has begun, or declared over, behind the
 * checkpoint's back; null if the two agree.
 */
export function heardSince(row: Selectable<CheckpointTable>, heard: Heard | null): Generation | null {
  if (heard === null) return null;
  const isHigher = heard.number > Math.max(row.generation_number ?? 0, row.declared_number ?? 0);
  const isOver = heard.mark === OVER && row.generation_id === heard.generation && row.declared_number === null;
  return isHigher || isOver ? toGeneration(heard) : null;
}

/** Tells the version before of a state, whose row only rises: by number, then by mark. */
export async function raiseWitness(db: Kysely<Tables>, state: Omit<Insertable<WitnessTable>, "id">): Promise<void> {
  await db
    .insertInto("witness")
    .values({ id: 1, ...state })
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet(state)
        .where((eb) => eb(eb.refTuple("witness.number", "witness.mark"), "<", eb.tuple(state.number, state.mark))),
    )
    .execute();
}
