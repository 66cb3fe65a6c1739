import type { Chapter } from "./entry.ts";

/** Commands about the service as a whole. */
export const SERVICE = {
  status: {
    operand: null,
    options: [],
    summary: "show the settings, what is up, and which keys sign and verify",
    details: `Shows the settings in short, the database, the blacklist with its generation, since when that stands
and how many writes the store has counted, the signing keys, and warnings. Changes nothing.
A generation that is younger than the service means that everybody had to log in again then.
Exits with 1 if the blacklist or the database is down.`,
  },
  "end-everything": {
    operand: null,
    options: ["yes"],
    summary: "log everybody out everywhere",
    details: `Gives the blacklist a new generation: every token of every account is refused from now on.
Asks for confirmation on a terminal unless --yes is given.`,
  },
} as const satisfies Chapter;
