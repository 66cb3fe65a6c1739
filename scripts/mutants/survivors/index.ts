import type { Explanation } from "../judge.ts";
import { KEYS } from "./keys.ts";
import { MEMORY } from "./memory.ts";
import { REDIS } from "./redis.ts";
import { REVOKE } from "./revoke.ts";
import { ROTATE } from "./rotate.ts";
import { SQLITE } from "./sqlite.ts";
import { UPSTASH } from "./upstash.ts";
import { VERIFY } from "./verify.ts";

/** Why these mutants may live. An entry whose mutant is gone, or noticed by now, has to go too. */
export const SURVIVORS: readonly Explanation[] = [
  ...VERIFY,
  ...KEYS,
  ...REVOKE,
  ...ROTATE,
  ...MEMORY,
  ...SQLITE,
  ...REDIS,
  ...UPSTASH,
];
