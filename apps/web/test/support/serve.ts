import { flushCompileCache } from "node:module";
import { createApp } from "../../src/backend/app/app.ts";
import { readSettings } from "../../src/backend/config/settings.ts";
import { processLog } from "../../src/backend/observability/log/process.ts";
import { serve } from "../../src/server/app/serve.ts";

/** The app as it is served, but without its pages: they need a build, and seconds to start. */
const result = readSettings(process.env);
if (!result.ok) throw new Error(JSON.stringify(result.problems));

// Whoever started this holds the other end: it must not outlive them, however they end.
process.stdin.resume().once("end", () => process.exit(1));

await serve(await createApp(result.settings, processLog()), async () => ({
  async serve({ outgoing }) {
    outgoing.end("a page");
  },
  async close() {},
}));

// For the next start: this process is killed, and would leave nothing.
flushCompileCache();
