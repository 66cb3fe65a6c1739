import type { Inspection } from "@curfew/auth";
import type { Settings } from "../../backend/config/settings.ts";
import { type DependencyState, type Examination, examine } from "../../backend/observability/health.ts";
import { suspectedProxy } from "../../backend/observability/proxy-watch.ts";
import type { Services } from "../../backend/services/services.ts";
import type { Command } from "../command.ts";
import { unasked } from "../failure.ts";
import { bannedKeys, keyRows, type ListedKey, listKeys } from "../keys.ts";
import { blacklistPlace, databasePlace, type Place } from "../places.ts";
import { EMPTIED } from "../right-store.ts";
import { moment, section } from "../text.ts";

interface Status {
  readonly ready: boolean;
  readonly settings: ReturnType<typeof shortened>;
  readonly database: Place & { readonly state: DependencyState };
  readonly blacklist: ReturnType<typeof blacklistPlace> & { readonly state: DependencyState } & Nullable<Inspection>;
  readonly keys: readonly ListedKey[];
  readonly warnings: readonly string[];
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** How things are. Asks the store and the database, and changes nothing. */
export const status: Command = async ({ services, warn }) => {
  const { codes, ...found } = await survey(services);
  if (found.database.state !== "up") warn(unasked("database", codes.records));
  // Only the database shows whether the blacklist has lost something.
  if (found.blacklist.state === "down") warn(unasked("blacklist", codes.blacklist));
  return { exitCode: found.ready ? 0 : 1, text: textOf(found), json: { ...found } };
};

async function survey(services: Services): Promise<Status & Pick<Examination, "codes">> {
  const { settings, auth, database, warnings } = services;
  const inspection = auth.inspect();
  const inspected = { ready: async () => void (await inspection) };
  const [health] = await Promise.all([examine({ auth: inspected, database }), warnings.look()]);
  const seen = await inspection.catch(() => null);
  return {
    ready: health.isWell && seen?.condition !== "stray",
    codes: health.codes,
    settings: shortened(settings),
    database: { ...databasePlace(settings), state: health.records },
    blacklist: { ...blacklistPlace(settings), state: health.blacklist, ...(seen ?? NOTHING_SEEN) },
    keys: listKeys(services, await bannedKeys(services).catch(() => new Set<string>())),
    warnings: [
      ...(seen?.condition === "forgot" ? [EMPTIED] : []),
      ...[...warnings.current(), ...health.remedies, ...suspectedProxy(settings)],
    ],
  };
}

const NOTHING_SEEN = { condition: null, detail: null, generation: null, since: null, revision: null };

/** Named one by one: a setting that comes later may be a secret. */
function shortened(settings: Settings) {
  const { origin, port, dataDirectory, keySet, lifetimes, loginAttempts, loginWindowSeconds } = settings;
  const { blacklistTimeoutMs, blacklistMaxStalenessMs, trustedProxyHops, keyLeadSeconds, auditDays } = settings;
  const { databasePoolSize, migrateOnStart, shutdownDelaySeconds, corsOrigins, cookiePrefix, metricsPort } = settings;
  return {
    ...{ origin, port, dataDirectory, keys: keySet === null ? "kept" : "given", ...lifetimes },
    ...{ blacklistTimeoutMs, blacklistMaxStalenessMs, loginAttempts, loginWindowSeconds, trustedProxyHops },
    ...{ keyLeadSeconds, auditDays, databasePoolSize, migrateOnStart, shutdownDelaySeconds, metricsPort },
    ...{ cookiePrefix, corsOrigins },
  };
}

function textOf({ settings, database, blacklist, keys, warnings }: Status): string {
  const { driver, address, keyPrefix, state, condition, detail, generation, since, revision } = blacklist;
  const seen =
    generation === null
      ? []
      : [
          ["generation", `${generation}, since ${moment(since)}`],
          ["writes", `${revision}`],
        ];
  return [
    section(
      "Settings",
      Object.entries(settings).map(([name, value]) => [name, String(value ?? "")]),
    ),
    section("Database", [
      ["state", `${database.state} (${database.driver})`],
      ["address", database.address],
    ]),
    section("Blacklist", [
      ["state", `${state} (${driver})`],
      ["address", address],
      ["key prefix", keyPrefix],
      ...(condition === null ? [] : [["condition", detail === null ? condition : `${condition}: ${detail}`]]),
      ...seen,
    ]),
    section("Keys", keyRows(keys)),
    section("Warnings", warnings.length === 0 ? [["none"]] : warnings.map((warning) => [warning])),
  ].join("\n");
}
