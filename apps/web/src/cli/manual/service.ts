import type { Chapter } from "./entry.ts";

/** Commands about the service as a whole. */
export const SERVICE = {
  status: {
    operand: null,
    options: [],
    summary: "show the settings, what is up, and which keys sign and verify",
    details: `Shows a summary of the settings, the database, the blacklist with its generation, when that began,
how many writes the store has counted, the signing keys, and warnings. Changes nothing.
A generation that is younger than the service means that everyone had to log in again when it began.
Exits with 1 if the blacklist or the database is down.`,
  },
  audit: {
    operand: null,
    options: ["user", "session", "type", "since", "until"],
    summary: "print the audit trail: logins, ended sessions, and what administrators and operators did",
    details: `Prints the events that match every option, oldest first, one per line; without options all that is kept
(AUDIT_DAYS). Events that ended many accounts or sessions at once are listed for each of them.
With --json each line is a JSON object, for export. The number of matching events and accounts goes to standard
error. Examples:
  npm run curfew -- audit --user ann@example.com --since 12:00 --until 12:10
  npm run curfew -- audit --session <id>
  npm run --silent curfew -- audit --type login_refused,refresh_reused --since 24h --json > events.jsonl
Changes nothing.`,
  },
  migrate: {
    operand: null,
    options: [],
    summary: "bring the database up to date, or create its tables in an empty one",
    details: `Runs the missing steps one by one and shows each; servers of this version and of the
previous one may keep running. Needs neither the blacklist nor the keys. If it was stopped or failed, the next
run continues where it was; it gives up after an hour. If MIGRATE_ON_START is false, servers answer 503
until it has run. You can roll back: the previous version works with the tables of this one.`,
  },
  "adopt-store": {
    operand: null,
    options: ["yes"],
    summary: "move the blacklist to the store that the settings name",
    details: `The database names the store that the blacklist is in, and servers configured for another one answer
503. Stop the servers, change their settings, run this with the new settings, start them.
Everyone has to log in again, unless it is the same store under another address; it asks for confirmation
first on a terminal, unless --yes is given.`,
  },
  "end-everything": {
    operand: null,
    options: ["yes"],
    summary: "log everyone out everywhere",
    details: `Gives the blacklist a new generation: every token of every account is refused from now on.
Asks for confirmation on a terminal unless --yes is given.`,
  },
} as const satisfies Chapter;
