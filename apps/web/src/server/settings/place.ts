import { redisStore } from "@curfew/auth/drivers/redis";
import { upstashStore } from "@curfew/auth/drivers/upstash";
import { createDatabase } from "@curfew/db";
import type { Parser } from "./parse.ts";

/** Any will do: what is made here to try an address is never asked anything. */
const UNUSED = { timeoutMs: 1, logRetentionMs: 1 } as const;

export const postgresUrl = tried("a postgres:// URL", (url) => createDatabase({ url, directory: "" }));
export const redisUrl = tried("a redis:// or rediss:// URL", (url) => redisStore({ url, ...UNUSED }));
export const upstashUrl = tried("an https:// URL", (url) => upstashStore({ url, token: "unused", ...UNUSED }));

/** An address that its own driver takes. The driver's words may say more, and quote nothing. */
function tried(expected: string, make: (text: string) => unknown): Parser<string> {
  return (text) => {
    try {
      make(text);
      return { value: text };
    } catch (cause) {
      const detail = cause instanceof RangeError ? `: ${cause.message}` : "";
      return { problem: `must be ${expected}${detail}` };
    }
  };
}
