import { join } from "node:path";
import type { Settings } from "../backend/config/settings.ts";

/** Where something is kept, as it may be shown: no user, password or token. */
export interface Place {
  readonly driver: string;
  /** A file's path, or `host:port` with the number or name of a database. */
  readonly address: string;
}

/** Returns the database that the settings name. */
export function databasePlace({ databaseUrl, dataDirectory }: Settings): Place {
  return databaseUrl === null
    ? { driver: "sqlite", address: join(dataDirectory, "curfew.db") }
    : { driver: "postgres", address: addressOf(databaseUrl, "5432") };
}

/** Returns the blacklist's store that the settings name, and what its keys begin with. */
export function blacklistPlace(settings: Settings): Place & Pick<Settings, "keyPrefix"> {
  const { blacklist, dataDirectory, keyPrefix } = settings;
  const driver = blacklist.kind;
  if (driver === "sqlite") return { driver, address: join(dataDirectory, "blacklist.db"), keyPrefix };
  return { driver, address: addressOf(blacklist.url, usualPort(blacklist.url)), keyPrefix };
}

function usualPort(url: string): string {
  if (url.startsWith("http")) return url.startsWith("https:") ? "443" : "80";
  return /^rediss?-sentinel:/.test(url) ? "26379" : "6379";
}

/** Says which database and store a command is about, a sentence a line. */
export function announcement(settings: Settings): string[] {
  const [database, { driver, address, keyPrefix }] = [databasePlace(settings), blacklistPlace(settings)];
  return [
    `The database is ${database.driver} at ${database.address}.`,
    `The blacklist is ${driver} at ${address}, its keys begin with ${keyPrefix}.`,
  ];
}

/**
 * Returns hosts, ports and path of an address, without credentials and without the rest of its query: a password may
 * stand in either.
 */
function addressOf(url: string, usualPort: string): string {
  const [, authority = "", path = "", query = ""] = /^[a-z-]+:\/\/([^/?#]*)([^?#]*)\??(.*)/is.exec(url) ?? [];
  // A password with a slash in it would end the authority early.
  if (path.includes("@")) return "an address that can't be shown";
  const hosts = authority.slice(authority.lastIndexOf("@") + 1).split(",");
  const shown = hosts.map((host) => (/:\d+$/.test(host) || host === "" ? host : `${host}:${usualPort}`));
  const primary = new URLSearchParams(query).get("sentinelMasterId");
  return `${shown.join(",")}${path === "/" ? "" : path}${primary === null ? "" : ` (primary ${primary})`}`;
}
