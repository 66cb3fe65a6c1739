import type { DatabaseOptions } from "../../src/index.ts";
import { execute } from "./database.ts";

interface State {
  readonly number: number;
  readonly id: string;
  readonly mark: number;
}

/** What a process of the version before does with the row that it keeps its witness in. */
export function versionBefore(options: DatabaseOptions) {
  return {
    async raise({ number, id, mark }: State): Promise<void> {
      await execute(
        options,
        `insert into witness (id, number, generation, mark) values (1, ${number}, '${id}', ${mark})
         on conflict (id) do update set number = ${number}, generation = '${id}', mark = ${mark}
         where (witness.number, witness.mark) < (${number}, ${mark})`,
      );
    },
    async read(): Promise<State | null> {
      const [row] = await execute(options, "select number, generation, mark from witness");
      return row ? { number: Number(row.number), id: String(row.generation), mark: Number(row.mark) } : null;
    },
  };
}
