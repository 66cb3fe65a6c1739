import type { AuditRecord } from "@curfew/api";
import { accountOf } from "../account.ts";
import { UsageError } from "../arguments.ts";
import type { Call, Command } from "../command.ts";
import { EVENT_TYPES } from "../event-types.ts";
import { momentOf } from "../instant.ts";
import { visible } from "../text.ts";
import { eventsOf, type TrailFilter } from "../trail.ts";

/** Prints the events of the audit trail that match, oldest first, a line each. Changes nothing. */
export const audit: Command = async (call) => {
  const { services, options, print, warn } = call;
  const filter = await filterOf(call);
  const lineOf = options.json ? forPrograms : forPeople(services.database);
  const accounts = new Set<string>();
  let count = 0;
  for await (const event of eventsOf(services.database, filter)) {
    if (event.userId !== null) accounts.add(event.userId);
    await print(`${await lineOf(event)}\n`);
    count += 1;
  }
  const [since, until] = [filter.since, filter.until].map((time) => time.toISOString());
  warn(`${count} events of ${accounts.size} accounts match, from ${since} to ${until}.`);
  return { exitCode: 0, text: "", json: null };
};

const DAY_MS = 86_400_000;
/** The clocks of servers may be a little ahead of this one. */
const AHEAD_MS = 60_000;

/** Throws `UsageError` for a time or a type that is none, `Failure` for an account that isn't there. */
async function filterOf({ services, options }: Call): Promise<TrailFilter> {
  const { database, clock, settings } = services;
  const now = clock();
  const keptSince = new Date(now.getTime() - settings.auditDays * DAY_MS);
  return {
    keptSince,
    since: momentOf("since", options, now) ?? keptSince,
    until: momentOf("until", options, now) ?? new Date(now.getTime() + AHEAD_MS),
    userId: options.user === undefined ? undefined : await userIdOf(database, options.user),
    sessionId: options.session,
    types: options.type === undefined ? undefined : typesOf(options.type),
  };
}

/**
 * Reads the types to look for. Throws `UsageError`, which repeats nothing, for one that is never recorded: it would
 * read as "it never happened".
 */
function typesOf(given: string): readonly string[] {
  const types = given.split(",").map((type) => type.trim());
  if (types.every((type) => EVENT_TYPES.includes(type))) return types;
  throw new UsageError(`--type takes some of these, separated by commas: ${EVENT_TYPES.join(", ")}.`);
}

/**
 * Finds an account's id by its email or id. A deleted account has no email any more: its events are found by its id.
 */
async function userIdOf(database: Call["services"]["database"], user: string): Promise<string> {
  return user.includes("@") ? (await accountOf(database, user)).id : user;
}

function forPrograms(event: AuditRecord): string {
  return visible(JSON.stringify(event), (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Facts that stand there, by the names that `--json` gives them; accounts with their addresses. */
function forPeople({ users }: Call["services"]["database"]): (event: AuditRecord) => Promise<string> {
  const addresses = new Map<string, string | undefined>();
  const called = async (id: string) => {
    if (!addresses.has(id)) addresses.set(id, (await users.byId(id))?.email);
    return addresses.get(id);
  };
  return async ({ id: _, at, type, ...facts }) => {
    const words = [at.toISOString(), type.padEnd(18)];
    for (const [name, fact] of Object.entries(facts)) {
      if (fact === null) continue;
      const value = String(fact);
      const email = name === "userId" || name === "actorId" ? await called(value) : undefined;
      const shown = /\s/.test(value) ? JSON.stringify(value) : value;
      words.push(`${name}=${shown}${email === undefined ? "" : ` (${email})`}`);
    }
    return visible(words.join("  "), () => "?");
  };
}
