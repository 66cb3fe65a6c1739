import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Redis } from "ioredis";
import { readBody } from "./body.ts";
import { type Call, checkForm, parseCall } from "./call.ts";
import { runPipeline, runTransaction } from "./execute.ts";
import { Refusal } from "./refusal.ts";
import { type Encoding, envelope } from "./reply.ts";
import { streamMessages } from "./stream.ts";
import { tokenCheck } from "./token.ts";

/** Answers requests in Upstash's REST protocol from this Redis. */
export function createHandler(redis: Redis, token: string): RequestListener {
  const checkToken = tokenCheck(token);
  let answered = 0;
  return async (request, response) => {
    try {
      checkForm(request);
      const { path, query } = splitTarget(request.url ?? "/");
      checkToken(request, query);
      const call = parseCall(path, query, await readBody(request));
      if ("channels" in call) return await streamMessages(redis, call, response);
      const encoding = request.headers["upstash-encoding"] === "base64" ? "base64" : "utf8";
      const answer = await run(redis, call, encoding);
      // Clients hand the last token back to read their own writes; with one Redis behind they always do.
      response.setHeader("Upstash-Sync-Token", (++answered).toString(32));
      send(response, 200, answer);
    } catch (error) {
      refuse(request, response, error);
    }
  };
}

async function run(redis: Redis, call: Exclude<Call, { channels: unknown }>, encoding: Encoding): Promise<unknown> {
  switch (call.kind) {
    case "command": {
      const [outcome = null] = await runPipeline(redis, [call.command]);
      if (outcome instanceof Error) throw new Refusal(400, outcome.message);
      return envelope(outcome, encoding);
    }
    case "pipeline":
      return (await runPipeline(redis, call.commands)).map((outcome) => envelope(outcome, encoding));
    case "transaction":
      return (await runTransaction(redis, call.commands)).map((outcome) => envelope(outcome, encoding));
  }
}

function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const [path = "/", ...query] = target.split("?");
  return { path, query: new URLSearchParams(query.join("?")) };
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  // What is left of the body isn't worth reading, and a connection can't go on without.
  if (!request.complete) response.setHeader("Connection", "close");
  const refusal = error instanceof Refusal ? error : null;
  send(response, refusal?.status ?? 500, { error: refusal?.message ?? "ERR internal error" });
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  const text = JSON.stringify(answer);
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}
