import { type Figures, figuresOf, type Load } from "./formulas.ts";
import { service } from "./loads.ts";

/** Bytes of one record in Redis 7.0, its key and its share of the tables included; of one row in Postgres 18, with indexes. */
const SESSION_BYTES = 150;
const REFRESH_BYTES = 310;
const JOURNAL_BYTES = 190;

const MILLION = 1_000_000;
const GIGABYTE = 1e9;

type Column = Figures & { readonly load: Load };

const ROWS: readonly (readonly [name: string, figure: (column: Column) => string])[] = [
  ["logins a second", ({ logins }) => count(logins)],
  ["refreshes a second", ({ refreshes }) => count(refreshes)],
  ["logouts a second", ({ logouts }) => count(logouts)],
  ["requests a second", ({ requests }) => count(requests)],
  ["commands of the store a second", ({ commands }) => count(commands)],
  ["entries of ended sessions", ({ sessionEntries }) => millions(sessionEntries)],
  ["entries of refresh tokens", ({ refreshEntries }) => millions(refreshEntries)],
  [
    "memory of the store",
    ({ sessionEntries, refreshEntries }) => gigabytes(SESSION_BYTES * sessionEntries + REFRESH_BYTES * refreshEntries),
  ],
  ["rows of the journal", ({ journalRows }) => millions(journalRows)],
  ["disk of the journal", ({ journalRows }) => gigabytes(JOURNAL_BYTES * journalRows)],
  ["rows of the journal pruned a second", ({ logouts }) => count(logouts)],
];

/** Writes the figures of services of 10 and 100 million monthly users as a table of Markdown. */
export function scaleTable(): string {
  const columns = [10, 100].map((users): Column => {
    const load = service(users * MILLION);
    return { load, ...figuresOf(load) };
  });
  const lines = ROWS.map(([name, figure]) => [name, ...columns.map(figure)]);
  return [["monthly users", "10 million", "100 million"], ["---", "---:", "---:"], ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function count(figure: number): string {
  return Number(figure.toPrecision(2)).toLocaleString("en-US");
}

function millions(figure: number): string {
  return `${count(figure / MILLION)} million`;
}

function gigabytes(bytes: number): string {
  return `${count(bytes / GIGABYTE)} GB`;
}
