import { readFile } from "node:fs/promises";
import { join } from "node:path";

const HEADER = 32;
const FRAME_HEADER = 24;

/** Counts the commits in SQLite's write-ahead log: a frame that ends one names the database's size (file format, §4.2). */
export async function countCommits(directory: string): Promise<number> {
  const log = await readFile(join(directory, "curfew.db-wal"));
  const frame = FRAME_HEADER + log.readUInt32BE(8);
  let commits = 0;
  for (let at = HEADER; at + frame <= log.length; at += frame) {
    const isOfThisLog = log.readUInt32BE(at + 8) === log.readUInt32BE(16);
    if (isOfThisLog && log.readUInt32BE(at + 4) > 0) commits += 1;
  }
  return commits;
}
