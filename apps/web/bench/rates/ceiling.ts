import { createDatabase, type DatabaseOptions } from "@curfew/db";

const MS = 1_000;
const HOUR_MS = 3_600_000;

/** Measures how often a second the head is changed, one change after the other, each with so many endings. */
export async function headChanges(options: DatabaseOptions, endings: number): Promise<number> {
  const { checkpoint, close } = createDatabase(options);
  let { version } = (await checkpoint.read()).checkpoint;
  const begun = performance.now();
  let changes = 0;
  for (; performance.now() - begun < MS; changes += 1) {
    const number = changes + 1;
    const until = new Date(Date.now() + HOUR_MS);
    const journal = Array.from({ length: endings }, (_, i) => {
      return { key: `session:${number}-${i}`, value: "1", until, generation: 1, revision: number };
    });
    const answer = await checkpoint.replace(version, { revision: { number, id: "id" }, journal });
    version = answer.checkpoint.version;
  }
  const rate = (changes / (performance.now() - begun)) * 1000;
  await close();
  return rate;
}
