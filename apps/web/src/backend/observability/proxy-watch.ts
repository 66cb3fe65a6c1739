import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "@curfew/auth";
import type { Log } from "./log/log.ts";

interface WatchOptions {
  readonly origin: string;
  readonly trustedProxyHops: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Notices that requests come through a proxy while none is trusted. */
export interface ProxyWatch {
  look(headers: IncomingHttpHeaders): void;
  warnings(): readonly string[];
}

/** A client may write the headers itself: what one of them has made up is shown no longer than this after the last time. */
const SHOWN_MS = 3_600_000;

const WARNING =
  "Requests come through a proxy (X-Forwarded-For), and TRUSTED_PROXY_HOPS is 0: all clients count as one address, " +
  "and a hundred failed logins from any of them lock all of them out. Set TRUSTED_PROXY_HOPS to the number of proxies.";

/** What may be wrong by the settings alone, for who sees no requests: somebody ends TLS in front of us. */
export function suspectedProxy({ origin, trustedProxyHops }: Pick<WatchOptions, "origin" | "trustedProxyHops">) {
  if (!isOnWatch({ origin, trustedProxyHops })) return [];
  return [
    "APP_ORIGIN is https, so something in front ends TLS, and TRUSTED_PROXY_HOPS is 0. If it is a proxy that adds " +
      "X-Forwarded-For, all clients count as one address: set TRUSTED_PROXY_HOPS to the number of proxies.",
  ];
}

/** On a plain http origin, which is one of this machine, a proxy is somebody's experiment. */
function isOnWatch({ origin, trustedProxyHops }: Pick<WatchOptions, "origin" | "trustedProxyHops">): boolean {
  return origin.startsWith("https:") && trustedProxyHops === 0;
}

export function createProxyWatch({ clock, log, ...settings }: WatchOptions): ProxyWatch {
  const watches = isOnWatch(settings);
  let seenAt = Number.NEGATIVE_INFINITY;
  const isShown = () => clock().getTime() - seenAt <= SHOWN_MS;
  return {
    look(headers) {
      if (!watches || (headers["x-forwarded-for"] ?? headers.forwarded) === undefined) return;
      if (!isShown()) log("warning", { message: WARNING });
      seenAt = clock().getTime();
    },
    warnings: () => (isShown() ? [WARNING] : []),
  };
}
