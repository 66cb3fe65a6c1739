/** A reply of Redis: a string, an integer as text, nothing, several, or an error within several. */
export type Reply = Buffer | string | null | Error | readonly Reply[];

/** What became of one command. */
export type Outcome = Reply;

export type Encoding = "utf8" | "base64";

type Json = string | number | null | readonly Json[];

/** `{ result }` or `{ error }`, as Upstash writes them. */
export function envelope(outcome: Outcome, encoding: Encoding): { result: Json } | { error: string } {
  if (outcome instanceof Error) return { error: outcome.message };
  // The one string that Upstash leaves as it is, and only outside of arrays.
  if (Buffer.isBuffer(outcome) && outcome.equals(OK)) return { result: "OK" };
  return { result: toJson(outcome, encoding) };
}

const OK = Buffer.from("OK");

function toJson(reply: Reply, encoding: Encoding): Json {
  if (reply === null) return null;
  if (Buffer.isBuffer(reply)) return reply.toString(encoding);
  if (reply instanceof Error) return Buffer.from(reply.message).toString(encoding);
  if (typeof reply === "string") return integer(reply, encoding);
  return reply.map((item) => toJson(item, encoding));
}

/** Beyond 2^53 a JSON number would be damaged by the client's parser, so those travel as strings. */
function integer(digits: string, encoding: Encoding): Json {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : Buffer.from(digits).toString(encoding);
}
