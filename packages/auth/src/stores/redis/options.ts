import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import type { CertificateFiles, RedisUrl, Server } from "./url.ts";

/** More than a call may take, so that a slow connection is there for the calls after; little enough to recover soon. */
export const CONNECT_MS = 1_500;

export const CLIENT_OPTIONS = {
  lazyConnect: true,
  connectTimeout: CONNECT_MS,
  disconnectTimeout: 100,
  // Nothing is sent late or twice: neither from a queue nor over the next connection.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // Nothing is sent that nobody asked for, and nothing arrives: each reply belongs to a call.
  protocol: 2,
  disableClientInfo: true,
  enableReadyCheck: false,
} as const;

/** Puts together the client's options for one of the servers. */
export function optionsFor({ host, port }: Server, { db, username, password, isSecure, certificates }: RedisUrl) {
  return {
    host,
    port,
    db,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(isSecure ? { tls: tlsFor(host, certificates) } : {}),
  };
}

/** What `node:tls` connects by. */
export interface TlsOptions {
  readonly servername?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const TLS_NAMES = { sslrootcert: "ca", sslcert: "cert", sslkey: "key" } as const;

/**
 * Names the host to the server too, which may have a certificate for each of its names. RFC 6066 §3: no address. Reads the
 * files, which are renewed while a process runs. Throws RangeError for one that can't be read, without its path.
 */
export function tlsFor(host: string, certificates: CertificateFiles): TlsOptions {
  const files = Object.entries(certificates) as [keyof CertificateFiles, string][];
  const read = files.map(([name, path]) => [TLS_NAMES[name], contentOf(name, path)]);
  return { ...(isIP(host) === 0 ? { servername: host } : {}), ...Object.fromEntries(read) };
}

function contentOf(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new RangeError(`url names a file by ${name} that can't be read`, { cause });
  }
}
