import { createKeyRing, KeySetError, type PrivateKeySet } from "@curfew/auth";
import type { Sheet } from "./env-reader.ts";
import type { Parsed } from "./parse.ts";

const NAME = "AUTH_SIGNING_KEYS";

/** Reads the private keys and proves them usable. Null: to be generated, which only a loopback origin allows. */
export function readKeySet(sheet: Sheet, mayGenerate: boolean): PrivateKeySet | null {
  if (!sheet.has(NAME) && !mayGenerate)
    sheet.complain("must be set: keys are generated for a loopback origin only", NAME);
  return sheet.read(NAME, keySet);
}

function keySet(text: string): Parsed<PrivateKeySet> {
  try {
    const parsed: unknown = JSON.parse(text);
    createKeyRing(parsed);
    return { value: parsed as PrivateKeySet };
  } catch (cause) {
    if (cause instanceof KeySetError) return { problem: cause.message };
    // The parser's own message quotes the text, which is a private key.
    if (cause instanceof SyntaxError) return { problem: "must be JSON: a private JWK Set" };
    throw cause;
  }
}
