import { resolve } from "node:path";
import type { Lifetimes, PrivateKeySet } from "@curfew/auth";
import { directory } from "./directory.ts";
import { readKeySet } from "./key-set.ts";
import { integer, isLoopback, origin, secret } from "./parse.ts";
import { postgresUrl, redisUrl, upstashUrl } from "./place.ts";
import { createSheet, type Environment, type Problem, type Sheet } from "./sheet.ts";

/** Everything that can be set from outside, checked. The only place where the environment is read is `main`, which hands it in. */
export interface Settings {
  readonly port: number;
  /** The one public origin: `iss` of every token, and what requests are judged by. */
  readonly origin: string;
  /** An absolute path; it need not exist yet. */
  readonly dataDirectory: string;
  /** Null: SQLite in the data directory. */
  readonly databaseUrl: string | null;
  readonly blacklist: BlacklistPlace;
  /** Null: generated into the data directory. */
  readonly keySet: PrivateKeySet | null;
  readonly lifetimes: Lifetimes;
  readonly blacklistTimeoutMs: number;
  readonly blacklistMaxStalenessMs: number;
  readonly loginAttempts: number;
  readonly loginWindowSeconds: number;
  /** How long the audit trail is kept. */
  readonly auditDays: number;
  readonly trustedProxyHops: number;
}

type BlacklistPlace =
  | { readonly kind: "sqlite" }
  | { readonly kind: "redis"; readonly url: string }
  | { readonly kind: "upstash"; readonly url: string; readonly token: string };

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const SECONDS_A_YEAR = 31_536_000;

/** Reads all settings and tells everything that is wrong with them at once. */
export function readSettings(environment: Environment): SettingsResult {
  const sheet = createSheet(environment);
  const port = sheet.readOr("PORT", integer(1, 65_535), 3000);
  const publicOrigin = sheet.readOr("APP_ORIGIN", origin, `http://localhost:${port}`);
  const settings: Settings = {
    port,
    origin: publicOrigin,
    dataDirectory: readDataDirectory(sheet),
    databaseUrl: sheet.read("DATABASE_URL", postgresUrl),
    blacklist: readBlacklist(sheet),
    keySet: readKeySet(sheet, isLoopback(publicOrigin)),
    lifetimes: readLifetimes(sheet),
    blacklistTimeoutMs: sheet.readOr("BLACKLIST_TIMEOUT_MS", integer(1, 60_000), 800),
    blacklistMaxStalenessMs: sheet.readOr("BLACKLIST_MAX_STALENESS_MS", integer(0, 3_600_000), 0),
    loginAttempts: sheet.readOr("LOGIN_ATTEMPTS", integer(1, 1_000_000), 10),
    loginWindowSeconds: sheet.readOr("LOGIN_WINDOW_SECONDS", integer(1, SECONDS_A_YEAR), 300),
    auditDays: sheet.readOr("AUDIT_DAYS", integer(1, 3_650), 90),
    trustedProxyHops: sheet.readOr("TRUSTED_PROXY_HOPS", integer(0, 100), 0),
  };
  return sheet.problems.length === 0 ? { ok: true, settings } : { ok: false, problems: sheet.problems };
}

function readDataDirectory(sheet: Sheet): string {
  const usual = directory(".data");
  if (!sheet.has("DATA_DIR") && "problem" in usual) sheet.complain(usual.problem, "DATA_DIR");
  return sheet.readOr("DATA_DIR", directory, resolve(".data"));
}

function readBlacklist(sheet: Sheet): BlacklistPlace {
  const [urlName, tokenName] = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"];
  const url = sheet.read(urlName, upstashUrl);
  const token = sheet.read(tokenName, secret);
  const redis = sheet.read("REDIS_URL", redisUrl);
  const hasUpstash = sheet.has(urlName) || sheet.has(tokenName);
  if (sheet.has(urlName) !== sheet.has(tokenName)) sheet.complain("must be set both or neither", urlName, tokenName);
  if (sheet.has("REDIS_URL") && hasUpstash) {
    sheet.complain("must not be set together: there is one blacklist", "REDIS_URL", urlName, tokenName);
  }
  if (redis !== null) return { kind: "redis", url: redis };
  return url !== null && token !== null ? { kind: "upstash", url, token } : { kind: "sqlite" };
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
