import { isIP } from "node:net";
import type { RedisUrl, Server } from "./url.ts";

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
export function optionsFor({ host, port }: Server, { db, username, password, isSecure }: RedisUrl) {
  return {
    host,
    port,
    db,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(isSecure ? { tls: tlsFor(host) } : {}),
  };
}

/** Names the host to the server too, which may have a certificate for each of its names. RFC 6066 §3: no address. */
export function tlsFor(host: string): { readonly servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}
