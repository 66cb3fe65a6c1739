import { Refusal } from "./refusal.ts";

/** A Redis command. The name is in upper case: ioredis rewrites the replies of commands it knows in lower case. */
export interface Command {
  readonly name: string;
  readonly args: readonly (string | Buffer)[];
}

/** One command from a body: `["SET", "key", "value", "EX", 100]`. */
export function parseCommand(body: Buffer): Command {
  return toCommand(parseJson(body));
}

/** Several commands from a body: `[["SET", "key", "value"], ["GET", "key"]]`. */
export function parseCommands(body: Buffer): Command[] {
  const rows = parseJson(body);
  if (!Array.isArray(rows)) throw new Refusal(400, "ERR expected a JSON array of commands");
  if (rows.length === 0) throw new Refusal(400, "ERR empty pipeline request");
  return rows.map(toCommand);
}

/** @throws Refusal if there is no name. */
export function command(name: string | Buffer | undefined, args: readonly (string | Buffer)[]): Command {
  if (name === undefined || name.length === 0) throw new Refusal(400, "ERR empty command");
  return { name: name.toString().toUpperCase(), args };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"), exactNumber);
  } catch (error) {
    throw new Refusal(400, "ERR failed to parse the request: not JSON", error);
  }
}

/** Numbers stay as they were written: a JavaScript number would damage those beyond 2^53. */
function exactNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" ? (context?.source ?? String(value)) : value;
}

function toCommand(row: unknown): Command {
  if (!Array.isArray(row)) throw new Refusal(400, "ERR expected a JSON array of a command and its arguments");
  const [name, ...args] = row.map(toArgument);
  return command(name, args);
}

function toArgument(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (value === null) throw new Refusal(400, "ERR null args are not supported");
  throw new Refusal(400, `ERR unsupported arg type: ${Array.isArray(value) ? "array" : "object"}`);
}
