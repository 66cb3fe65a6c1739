import { createKeyRing, KeySetError, type PrivateKeySet } from "@curfew/auth";
import type { Sheet } from "./sheet.ts";

const NAME = "AUTH_SIGNING_KEYS";

/** Reads the private keys and proves them usable. Null: to be generated, which only a loopback origin allows. */
export function readKeySet(sheet: Sheet, mayGenerate: boolean): PrivateKeySet | null {
  const keySet = sheet.read(NAME, json);
  if (keySet === null) {
    if (!sheet.has(NAME) && !mayGenerate)
      sheet.complain("must be set: keys are generated for a loopback origin only", NAME);
    return null;
  }
  const problem = problemWith(keySet);
  if (problem !== null) sheet.complain(problem, NAME);
  return keySet as PrivateKeySet;
}

function json(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // The parser's own message quotes the text, which is a private key.
    return { problem: "must be JSON: a private JWK Set" };
  }
}

function problemWith(keySet: unknown): string | null {
  try {
    createKeyRing(keySet);
    return null;
  } catch (cause) {
    if (cause instanceof KeySetError) return cause.message;
    throw cause;
  }
}
