import { accessSync, constants } from "node:fs";
import { openRedisStore } from "@curfew/auth/stores/redis";
import { openUpstashStore } from "@curfew/auth/stores/upstash";
import { createDatabase } from "@curfew/db";
import type { Parser } from "./parse.ts";

/** Any will do: what is made here to try an address is never asked anything. */
const UNUSED = { timeoutMs: 1, logRetentionMs: 1 } as const;

const database = tried("a postgres:// URL", (url) => createDatabase({ url, directory: "" }));

const TLS_FILES = ["sslrootcert", "sslcert", "sslkey"];
const TLS_PARAMETERS = ["sslmode", ...TLS_FILES, "ssl", "sslnegotiation", "uselibpqcompat"];
const TLS_MODES = ["disable", "no-verify", "prefer", "require", "verify-ca", "verify-full"];

/**
 * Its driver reads the files of certificates that an address names, and says no more than that it can't be used. What
 * it doesn't know of TLS it passes over, and connects in the clear: `sslMode=verify-full`.
 */
export const postgresUrl: Parser<string> = (text) => {
  const parameters = [...(URL.parse(text)?.searchParams ?? [])];
  const missing = parameters.find(([name, path]) => TLS_FILES.includes(name) && !isReadable(path));
  if (missing !== undefined) return { problem: `names a file by ${missing[0]} that can't be read` };
  if (parameters.some(([name]) => /ssl|tls/i.test(name) && !TLS_PARAMETERS.includes(name))) {
    return { problem: `has a parameter about TLS that means nothing: ${TLS_PARAMETERS.slice(0, 4).join(", ")} do` };
  }
  if (parameters.some(([name, mode]) => name === "sslmode" && !TLS_MODES.includes(mode))) {
    return { problem: `must have an sslmode of ${TLS_MODES.join(", ")}` };
  }
  return URL.parse(text)?.port === "0" ? { problem: "must not name the port 0" } : database(text);
};

export const upstashUrl = tried("an https:// URL", (url) => openUpstashStore({ url, token: "unused", ...UNUSED }));

/** Reads the address of one server, of nodes of a cluster, or of Sentinels. */
export const redisUrl = tried("a redis:// or rediss:// URL", (url) => openRedisStore({ url, ...UNUSED }));

/** Reads an address that its own driver takes. The driver's message may say more, and quotes nothing. */
function tried(expected: string, make: (text: string) => unknown): Parser<string> {
  return (text) => {
    try {
      make(text);
      return { value: text };
    } catch (cause) {
      const words = cause instanceof RangeError ? cause.message.replace(/^url /, "") : "";
      return { problem: words === "" ? `must be ${expected}` : words };
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
