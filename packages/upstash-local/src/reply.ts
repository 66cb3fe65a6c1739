/** A reply of Redis: a string, an integer as text, nothing, several, or an error. */
export type Reply = Buffer | string | null | Error | readonly Reply[];

export type Encoding = "utf8" | "base64";

export type Envelope = { readonly result: Json } | { readonly error: string };

type Json = string | number | null | readonly Json[];

const OK = Buffer.from("OK");

/** A reply as Upstash writes it. */
export function envelope(reply: Reply, encoding: Encoding): Envelope {
  if (reply instanceof Error) return { error: reply.message };
  // The one string that Upstash doesn't encode, and only outside of arrays.
  if (Buffer.isBuffer(reply) && reply.equals(OK)) return { result: "OK" };
  return { result: toJson(reply, encoding) };
}

function toJson(reply: Reply, encoding: Encoding): Json {
  if (reply === null) return null;
  if (Buffer.isBuffer(reply)) return reply.toString(encoding);
  if (reply instanceof Error) return Buffer.from(reply.message).toString(encoding);
  if (typeof reply === "string") return integer(reply, encoding);
  return reply.map((item) => toJson(item, encoding));
}

/** Beyond 2^53 a JSON number would be damaged by the caller's parser, so those travel as strings. */
function integer(digits: string, encoding: Encoding): Json {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : Buffer.from(digits).toString(encoding);
}
