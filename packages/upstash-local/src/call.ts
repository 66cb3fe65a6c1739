import type { IncomingMessage } from "node:http";
import { type Command, command, parseCommand, parseCommands } from "./command.ts";
import { Refusal } from "./refusal.ts";

/** What one HTTP request asks for. */
export type Call =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "pipeline"; readonly commands: readonly Command[] }
  | { readonly kind: "transaction"; readonly commands: readonly Command[] }
  | { readonly kind: "subscribe" | "psubscribe"; readonly channels: readonly string[] };

const METHODS = ["HEAD", "GET", "POST", "PUT"];

/** @throws Refusal unless the method and the headers are ones that are understood. */
export function checkForm({ method, headers }: IncomingMessage): void {
  if (!METHODS.includes(method ?? "")) throw new Refusal(405, "ERR method not allowed");
  if ((headers["upstash-response-format"] ?? "json") !== "json") {
    throw new Refusal(400, "ERR only the response format json is supported");
  }
  if (!["", "base64"].includes(String(headers["upstash-encoding"] ?? ""))) {
    throw new Refusal(400, "ERR only the encoding base64 is supported");
  }
}

/** Reads path, query and body into a call. */
export function parseCall(path: string, query: URLSearchParams, body: Buffer): Call {
  const [first, ...rest] = path.slice(1).split("/").map(decode);
  if (first === "" && rest.length === 0) return { kind: "command", command: parseCommand(body) };
  if (first === "pipeline" && rest.length === 0) return { kind: "pipeline", commands: parseCommands(body) };
  if (first === "multi-exec" && rest.length === 0) return { kind: "transaction", commands: parseCommands(body) };
  if (first === "subscribe" || first === "psubscribe") return { kind: first, channels: channels(rest) };
  const value = body.length > 0 ? [body] : [];
  return { kind: "command", command: command(first, [...rest, ...value, ...options(query)]) };
}

/** `?EX=100&NX` stands for the arguments that follow the value: `EX 100 NX`. */
function options(query: URLSearchParams): string[] {
  return [...query]
    .filter(([name]) => name !== "_token")
    .flatMap(([name, value]) => (value === "" ? [name] : [name, value]));
}

function channels(rest: readonly string[]): readonly string[] {
  if (rest.length === 0 || rest.includes("")) throw new Refusal(400, "ERR no channel given");
  return rest;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw new Refusal(400, "ERR the path is not percent-encoded UTF-8; send binary values in the body", error);
  }
}
