import { checkKeys } from "./validate.ts";

/** What all keys begin with unless another prefix is given. */
export const KEY_PREFIX = "{curfew}:";

/** As Redis reads it: from the first opening brace to the first closing one, with something in between. */
const HASH_TAG = /^[^{]*\{[^}]+\}/;

/**
 * Refuses a prefix that no key can have, or without a hash tag: one tag keeps all records in one slot, so that
 * a single command reaches them in a cluster too. Throws RangeError.
 */
export function checkPrefix(keyPrefix: string): void {
  checkKeys([keyPrefix]);
  if (!HASH_TAG.test(keyPrefix)) throw new RangeError("keyPrefix must hold a hash tag, like {curfew}:");
}
