import { accessSync, constants } from "node:fs";
import { openRedisStore } from "@curfew/auth/stores/redis";
import { openUpstashStore } from "@curfew/auth/stores/upstash";
import { createDatabase } from "@curfew/db";
import type { Parser } from "./parse.ts";
import { namesNodes, redisNodes } from "./redis-nodes.ts";

/** Any will do: what is made here to try an address is never asked anything. */
const UNUSED = { timeoutMs: 1, logRetentionMs: 1 } as const;

const database = tried("a postgres:// URL", (url) => createDatabase({ url, directory: "" }));

/** Its driver reads the files of certificates that an address names, and says no more than that it can't be used. */
export const postgresUrl: Parser<string> = (text) => {
  const named = [...(URL.parse(text)?.searchParams ?? [])].filter(([name]) => /^ssl(rootcert|cert|key)$/.test(name));
  const missing = named.find(([, path]) => !isReadable(path));
  return missing === undefined ? database(text) : { problem: `names a file by ${missing[0]} that can't be read` };
};

export const upstashUrl = tried("an https:// URL", (url) => openUpstashStore({ url, token: "unused", ...UNUSED }));

const oneServer = tried("a redis:// or rediss:// URL", (url) => openRedisStore({ url, ...UNUSED }));

/** One server, or nodes of a cluster, or Sentinels. */
export const redisUrl: Parser<string> = (text) => (namesNodes(text) ? redisNodes(text) : oneServer(text));

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

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
