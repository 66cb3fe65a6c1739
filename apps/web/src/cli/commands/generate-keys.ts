import { generateKeySet } from "@curfew/auth";
import type { Outcome } from "../command.ts";

/** Makes a private JWK Set and prints it: nothing is kept anywhere. */
export async function generateKeys(): Promise<Outcome> {
  const keySet = await generateKeySet();
  return { exitCode: 0, text: `${JSON.stringify(keySet)}\n`, json: { ...keySet } };
}
