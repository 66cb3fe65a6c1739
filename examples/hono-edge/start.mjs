import { createBlacklist } from "@curfew/auth/blacklist";
import { upstashStore } from "@curfew/auth/stores/upstash";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

// Your database's, or those of `npx upstash-local` in front of a Redis of your own.
const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, PORT = "3000" } = process.env;
if (!url || !token)
  throw new Error("Set UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN (npx upstash-local prints both)");

// For your own database: once, before the first deployment. It changes nothing in one that is in use.
const blacklist = createBlacklist({ store: upstashStore({ url, token }) });
await blacklist.init();
await blacklist.close();

const { outputFiles } = await build({
  ...{ entryPoints: ["worker.ts"], bundle: true, write: false, format: "esm", target: "es2022" },
  ...{ conditions: ["workerd", "worker", "browser"], external: ["node:*"] },
});
const workerd = new Miniflare({
  ...{ modules: true, script: outputFiles[0].text, port: Number(PORT) },
  ...{ compatibilityDate: "2026-07-01", compatibilityFlags: ["nodejs_compat"] },
  bindings: {
    SECRET: crypto.randomUUID(), // keep your own: with a new one at every start everyone logs in again
    UPSTASH_REDIS_REST_URL: url,
    UPSTASH_REDIS_REST_TOKEN: token,
  },
});
console.log(String(await workerd.ready));
