import type { Lifetimes, PrivateKeySet } from "@curfew/auth";
import { type BlacklistPlace, readBlacklist } from "./blacklist-url.ts";
import { absolutePath, directory } from "./directory.ts";
import { createSheet, type Environment, type Problem, type Sheet } from "./env-reader.ts";
import { readKeySet } from "./key-set.ts";
import { mistypedIn } from "./mistyped.ts";
import { cookiePrefix, flag, integer, isLoopback, keyPrefix, origin, origins, secret } from "./parse.ts";
import { postgresUrl } from "./urls.ts";

/** Everything that can be set from outside, checked. The only place where the environment is read is `main`, which hands it in. */
export interface Settings {
  readonly port: number;
  /** The one public origin: `iss` of every token, and what requests are judged by. */
  readonly origin: string;
  /** An absolute path; it need not exist yet. */
  readonly dataDirectory: string;
  /** Whether anything is kept in it. If not, it is neither made nor looked at. */
  readonly needsDataDirectory: boolean;
  /** Null: SQLite in the data directory. */
  readonly databaseUrl: string | null;
  /** How many connections to Postgres a process holds at most. */
  readonly databasePoolSize: number;
  /** False: the schema is left alone, and nothing is served until somebody has brought it up to date. */
  readonly migrateOnStart: boolean;
  readonly blacklist: BlacklistPlace;
  /** What every key in the blacklist's store begins with. */
  readonly keyPrefix: string;
  /** Null: generated into the data directory. */
  readonly keySet: PrivateKeySet | null;
  /** How long a new key is published before it signs. */
  readonly keyLeadSeconds: number;
  readonly lifetimes: Lifetimes;
  readonly blacklistTimeoutMs: number;
  readonly blacklistMaxStalenessMs: number;
  readonly loginAttempts: number;
  readonly loginWindowSeconds: number;
  /** How long the audit trail is kept. */
  readonly auditDays: number;
  readonly trustedProxyHops: number;
  /** Other origins whose pages may call with Bearer tokens. */
  readonly corsOrigins: readonly string[];
  /** Put before both cookies' names; null: nothing. */
  readonly cookiePrefix: string | null;
  /** How long everything is still served after the signal to stop. */
  readonly shutdownDelaySeconds: number;
  /** Where figures are shown besides; null: nowhere. */
  readonly metricsPort: number | null;
  /** The token that gives access to the figures; null: only callers on this machine have it. */
  readonly metricsToken: string | null;
  /** Sentences about what isn't wrong, but hardly meant so. */
  readonly warnings: readonly string[];
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const SECONDS_A_YEAR = 31_536_000;

/** What is to be known of where the app runs. */
interface Host {
  /** Whether a client's address can be had from its socket. */
  readonly hasSocketAddress: boolean;
}

/** Reads all settings and tells everything that is wrong with them at once. */
export function readSettings(
  environment: Environment,
  { hasSocketAddress }: Host = { hasSocketAddress: true },
): SettingsResult {
  const sheet = createSheet(environment);
  const port = sheet.readOr("PORT", integer(1, 65_535), 3000);
  const publicOrigin = sheet.readOr("APP_ORIGIN", origin, `http://localhost:${port}`);
  const databaseUrl = sheet.read("DATABASE_URL", postgresUrl);
  const blacklist = readBlacklist(sheet);
  const keySet = readKeySet(sheet, isLoopback(publicOrigin));
  const needsDataDirectory = databaseUrl === null || blacklist.kind === "sqlite" || keySet === null;
  const settings: Settings = {
    port,
    origin: publicOrigin,
    dataDirectory: needsDataDirectory ? readDataDirectory(sheet) : absolutePath(environment.DATA_DIR || ".data"),
    needsDataDirectory,
    databaseUrl,
    databasePoolSize: sheet.readOr("DATABASE_POOL_SIZE", integer(1, 1_000), 10),
    migrateOnStart: sheet.readOr("MIGRATE_ON_START", flag, true),
    blacklist,
    keyPrefix: sheet.readOr("KEY_PREFIX", keyPrefix, "{curfew}:"),
    keySet,
    keyLeadSeconds: sheet.readOr("KEY_LEAD_SECONDS", integer(0, 86_400), 600),
    lifetimes: readLifetimes(sheet),
    blacklistTimeoutMs: sheet.readOr("BLACKLIST_TIMEOUT_MS", integer(1, 60_000), 800),
    blacklistMaxStalenessMs: sheet.readOr("BLACKLIST_MAX_STALENESS_MS", integer(0, 3_600_000), 0),
    loginAttempts: sheet.readOr("LOGIN_ATTEMPTS", integer(1, 1_000_000), 10),
    loginWindowSeconds: sheet.readOr("LOGIN_WINDOW_SECONDS", integer(1, SECONDS_A_YEAR), 300),
    auditDays: sheet.readOr("AUDIT_DAYS", integer(1, 3_650), 90),
    trustedProxyHops: readProxyHops(sheet, hasSocketAddress),
    corsOrigins: sheet.readOr("CORS_ORIGINS", origins, []),
    cookiePrefix: sheet.read("COOKIE_PREFIX", cookiePrefix),
    shutdownDelaySeconds: sheet.readOr("SHUTDOWN_DELAY_SECONDS", integer(0, 3_600), 0),
    metricsPort: readMetricsPort(sheet, port),
    metricsToken: sheet.read("METRICS_TOKEN", secret),
    warnings: mistypedIn(environment),
  };
  return sheet.problems.length === 0 ? { ok: true, settings } : { ok: false, problems: sheet.problems };
}

function readDataDirectory(sheet: Sheet): string {
  const usual = directory(".data");
  if (!sheet.has("DATA_DIR") && "problem" in usual) sheet.complain(usual.problem, "DATA_DIR");
  return sheet.readOr("DATA_DIR", directory, absolutePath(".data"));
}

function readMetricsPort(sheet: Sheet, port: number): number | null {
  const metricsPort = sheet.read("METRICS_PORT", integer(1, 65_535));
  if (metricsPort === port) sheet.complain("must not be the same", "PORT", "METRICS_PORT");
  return metricsPort;
}

function readProxyHops(sheet: Sheet, hasSocketAddress: boolean): number {
  const hops = sheet.read("TRUSTED_PROXY_HOPS", integer(0, 100));
  if (
    !hasSocketAddress &&
    (hops ?? 0) < 1 &&
    !sheet.problems.some(({ variables }) => variables.includes("TRUSTED_PROXY_HOPS"))
  ) {
    sheet.complain("must be 1 or more here: the only address a client has is what a proxy says", "TRUSTED_PROXY_HOPS");
  }
  return hops ?? 0;
}

function readLifetimes(sheet: Sheet): Lifetimes {
  return {
    accessSeconds: sheet.readOr("ACCESS_TOKEN_SECONDS", integer(1, 86_400), 600),
    // A browser keeps no cookie for longer than 400 days.
    refreshSeconds: sheet.readOr("REFRESH_TOKEN_SECONDS", integer(1, 34_560_000), 1_209_600),
    sessionSeconds: sheet.readOr("SESSION_SECONDS", integer(1, 10 * SECONDS_A_YEAR), 7_776_000),
    toleranceSeconds: sheet.readOr("CLOCK_TOLERANCE_SECONDS", integer(0, 60), 5),
    graceSeconds: sheet.readOr("REFRESH_GRACE_SECONDS", integer(0, 30), 10),
  };
}
