import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Log } from "../../backend/observability/log/log.ts";
import type { Metrics } from "../../backend/observability/metrics/metrics.ts";

/** What Node.js calls that which isn't a request, and the status for it; all else is 400. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Told of what was no request: a line and a figure, as of any other. */
export type Malformed = (refusal: { requestId: string; status: number; reasons: string; socket: Socket }) => void;

interface MalformedParts {
  readonly log: Log;
  readonly metrics: Pick<Metrics, "requests">;
}

export function notingMalformed({ log, metrics }: MalformedParts): Malformed {
  return ({ socket, status, ...refusal }) => {
    const route = "invalid";
    metrics.requests.inc({ route, status });
    log("request", { ...refusal, route, address: socket.remoteAddress ?? "unknown", status });
  };
}

/** Answers what isn't HTTP, or didn't come in time, and ends the connection: where the next request would begin nobody knows. */
export function refuse(socket: Socket, error: NodeJS.ErrnoException, malformed: Malformed): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const status = STATUSES[error.code ?? ""] ?? 400;
  const requestId = randomUUID();
  socket.end(answer(status, requestId), () => socket.destroy());
  // A browser opens connections in case they are needed.
  if (socket.bytesRead > 0) malformed({ requestId, status, reasons: "malformed", socket });
}

function answer(status: number, requestId: string): string {
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Connection: close",
    "Content-Length: 0",
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    `X-Request-Id: ${requestId}`,
    "\r\n",
  ].join("\r\n");
}
