import type { IncomingMessage } from "node:http";

/** A host and perhaps a port (RFC 9110 §7.2); empty where a request has no authority. */
const HOST = /^([\w.-]+|\[[\da-f:.]+\])?(:\d{0,5})?$/i;

/**
 * Whether another server could read a request differently, though Node.js takes it: by the other of two hosts (RFC 9112
 * §3.2), or by a transfer coding that one of us doesn't know (§6.1). Which host it names makes no difference.
 */
export function isAmbiguous({ headersDistinct }: IncomingMessage): boolean {
  const { host: hosts = [], "transfer-encoding": codings = [] } = headersDistinct;
  const namesOneHost = hosts.length <= 1 && HOST.test(hosts[0] ?? "");
  const hasKnownLength = codings.length === 0 || /^chunked$/i.test(codings.join());
  return !namesOneHost || !hasKnownLength;
}
