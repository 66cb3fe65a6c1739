import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Redis } from "ioredis";
import { readBody } from "./body.ts";
import { type Call, checkForm, parseCall } from "./call.ts";
import { runCommand, runPipeline, runTransaction } from "./execute.ts";
import { Refusal } from "./refusal.ts";
import { type Encoding, type Envelope, envelope } from "./reply.ts";
import { type Subscription, streamMessages } from "./stream.ts";
import { tokenCheck } from "./token.ts";

/** Answers requests in Upstash's REST protocol from this Redis. Aborting `closing` ends the streams. */
export function createHandler(redis: Redis, token: string, closing: AbortSignal): RequestListener {
  const checkToken = tokenCheck(token);
  let answered = 0;
  return async (request, response) => {
    try {
      const { path, query } = splitTarget(request.url ?? "/");
      checkToken(request, query);
      checkForm(request);
      const call = parseCall(path, query, await readBody(request));
      if ("channels" in call) return await streamMessages(redis, call, response, closing);
      const answer = await run(redis, call, encodingOf(request));
      // Callers hand the last token back to read their own writes; with one Redis behind they always do.
      response.setHeader("Upstash-Sync-Token", (++answered).toString(32));
      send(response, 200, answer);
    } catch (error) {
      refuse(request, response, error);
    }
  };
}

async function run(
  redis: Redis,
  call: Exclude<Call, Subscription>,
  encoding: Encoding,
): Promise<Envelope | Envelope[]> {
  switch (call.kind) {
    case "command":
      return envelope(await runCommand(redis, call.command), encoding);
    case "pipeline":
      return (await runPipeline(redis, call.commands)).map((reply) => envelope(reply, encoding));
    case "transaction":
      return (await runTransaction(redis, call.commands)).map((reply) => envelope(reply, encoding));
  }
}

function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const [path = "/", ...query] = target.split("?");
  return { path, query: new URLSearchParams(query.join("?")) };
}

function encodingOf(request: IncomingMessage): Encoding {
  return request.headers["upstash-encoding"] === "base64" ? "base64" : "utf8";
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // Closing on a caller that still sends would lose it the answer, so the rest of the body is read and dropped.
  request.resume();
  const { status, message } = error instanceof Refusal ? error : new Refusal(500, "ERR internal error");
  send(response, status, { error: message });
}

function send(response: ServerResponse, status: number, answer: Envelope | Envelope[]): void {
  const text = JSON.stringify(answer);
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}
