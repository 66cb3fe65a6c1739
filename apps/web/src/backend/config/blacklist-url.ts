import type { Sheet } from "./env-reader.ts";
import { secret } from "./parse.ts";
import { redisUrl, upstashUrl } from "./urls.ts";

/** Where the blacklist is kept. */
export type BlacklistPlace =
  | { readonly kind: "sqlite" }
  | { readonly kind: "redis"; readonly url: string }
  | { readonly kind: "upstash"; readonly url: string; readonly token: string };

/** Reads where the one blacklist is: Upstash by both of its variables, a Redis, or the embedded one. */
export function readBlacklist(sheet: Sheet): BlacklistPlace {
  const [urlName, tokenName] = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"];
  const url = sheet.read(urlName, upstashUrl);
  const token = sheet.read(tokenName, secret);
  const redis = sheet.read("REDIS_URL", redisUrl);
  const hasUpstash = sheet.has(urlName) || sheet.has(tokenName);
  if (sheet.has(urlName) !== sheet.has(tokenName)) sheet.complain("must be set both or neither", urlName, tokenName);
  if (sheet.has("REDIS_URL") && hasUpstash) {
    sheet.complain("must not be set together: there is one blacklist", "REDIS_URL", urlName, tokenName);
  }
  if (redis !== null) return { kind: "redis", url: redis };
  return url !== null && token !== null ? { kind: "upstash", url, token } : { kind: "sqlite" };
}
