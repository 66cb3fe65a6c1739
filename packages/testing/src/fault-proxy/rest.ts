import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import type { Server } from "node:net";
import { buffer } from "node:stream/consumers";
import type { RestFault, Traffic } from "./fault.ts";
import { untilDue } from "./latency.ts";

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer;
}

/** Answers are passed on when they are whole: subscriptions don't pass. */
export function restServer(target: URL, traffic: Traffic<RestFault>): Server {
  return createServer((request, response) => {
    serve(target, traffic, request, response).catch(() => request.socket.destroy());
  });
}

async function serve(target: URL, traffic: Traffic<RestFault>, request: IncomingMessage, response: ServerResponse) {
  const arrivedAt = performance.now();
  traffic.requests += 1;
  const { fault } = traffic;
  const body = await buffer(request);
  if (fault?.kind === "blackhole") return;
  if (fault?.kind === "reset") request.socket.resetAndDestroy();
  else if (fault?.kind === "status") answerInstead(fault, response);
  else if (fault?.kind === "headersOnly") response.writeHead(200, { "content-length": 64 }).flushHeaders();
  else {
    const answer = await forward(target, request, body);
    await untilDue(fault, arrivedAt);
    if (traffic.fault?.kind !== "blackhole") deliver(answer, fault, response);
  }
}

function answerInstead({ code, body, contentType }: RestFault & { kind: "status" }, response: ServerResponse): void {
  response.writeHead(code, { "content-type": contentType ?? "application/json" }).end(body);
}

function deliver({ status, headers, body }: Answer, fault: RestFault | null, response: ServerResponse): void {
  const reset = () => response.socket?.resetAndDestroy();
  if (fault?.kind === "answerLost") {
    if (fault.mode === "reset") reset();
    return;
  }
  response.writeHead(status, { ...headers, "content-length": body.length });
  if (fault?.kind === "resetMidReply") response.write(body.subarray(0, body.length / 2), reset);
  else response.end(body);
}

function forward(target: URL, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const options = { method, path: url, headers: endToEnd(headers), agent: false };
  send(target, options, (answer) => {
    const { statusCode: status = 0 } = answer;
    buffer(answer).then((body) => resolve({ status, headers: endToEnd(answer.headers), body }), reject);
  })
    .on("error", reject)
    .end(body);
  return promise;
}

/** The headers that mean the message, not the connection it came over. RFC 9110 §7.6.1. */
function endToEnd(headers: IncomingMessage["headers"]): Record<string, string | string[]> {
  const hop = ["connection", "keep-alive", "transfer-encoding"];
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hop.includes(name) ? [] : [[name, value]],
    ),
  );
}
