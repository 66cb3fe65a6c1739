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
  audit: {
    operand: null,
    options: ["user", "session", "type", "since", "until"],
    summary: "print the audit trail: logins, endings, and what administrators and operators did",
    details: `Prints the events that match every option, oldest first, a line each; without options all that is kept
(AUDIT_DAYS). What ended an account's or a session's tokens together with others is among its events.
With --json each line is a JSON object, for export. How many events and accounts match is told on standard
error. Examples:
  npm run curfew -- audit --user ann@example.com --since 12:00 --until 12:10
  npm run curfew -- audit --session <id>
  npm run --silent curfew -- audit --type login_refused,refresh_reused --since 24h --json > events.jsonl
Changes nothing.`,
  },
  migrate: {
    operand: null,
    options: [],
    summary: "bring the database up to date, or make its tables in an empty one",
    details: `Takes the steps that are missing, one after the other, and shows each; servers of this version and of the
one before may go on meanwhile. Needs neither the blacklist nor the keys. Stopped or failed, it goes on where
it was when it is run again; it gives up after an hour. Where MIGRATE_ON_START is false, servers answer 503
until it has run. The way back is open: the version before works with the tables of this one.`,
  },
  "adopt-store": {
    operand: null,
    options: ["yes"],
    summary: "make the store that the settings name the blacklist, after a move on purpose",
    details: `The database knows which store the blacklist is in, and servers that were told to use another one answer
503. Stop the servers, change their settings, run this with the new settings, start them.
Everybody has to log in again, unless it is the same store under another address. Asks for confirmation on
a terminal then, unless --yes is given.`,
  },
  "end-everything": {
    operand: null,
    options: ["yes"],
    summary: "log everybody out everywhere",
    details: `Gives the blacklist a new generation: every token of every account is refused from now on.
Asks for confirmation on a terminal unless --yes is given.`,
  },
} as const satisfies Chapter;
