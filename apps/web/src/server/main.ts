import { flushCompileCache } from "node:module";
import { createApp } from "../backend/app/app.ts";
import { startTrouble } from "../backend/app/start-trouble.ts";
import { report } from "../backend/config/report.ts";
import { readSettings, type Settings } from "../backend/config/settings.ts";
import { traceOf } from "../backend/observability/log/cause.ts";
import { processLog } from "../backend/observability/log/process.ts";
import { serve } from "./app/serve.ts";
import { createPages } from "./pages/pages.ts";

// Above what uses it: the next lines run, and wait, before those below them are reached.
const PORT_TROUBLE = {
  EADDRINUSE: "another program listens there",
  EACCES: "this user may not listen there",
};

const result = readSettings(process.env);
if (!result.ok) refuse(report(result.problems));
else if (!process.argv.includes("--check-settings")) await start(result.settings);

async function start(settings: Settings): Promise<void> {
  try {
    await serve(await createApp(settings, processLog()), createPages);
    // For the next start, however this process ends. Does nothing where `NODE_COMPILE_CACHE` isn't set.
    flushCompileCache();
  } catch (cause) {
    const trouble = startTrouble(cause, settings);
    if (trouble !== null) refuse(trouble);
    else if (isRefused(cause))
      refuse(report([{ variables: [portVariable(cause, settings)], message: PORT_TROUBLE[cause.code] }]));
    else if (isUnbuilt(cause)) refuse("There is no build of the app yet. Make one: npm run build");
    // Not thrown: what is uncaught doesn't end a process that serves, and this one doesn't.
    else refuse(`Curfew can't start: ${traceOf(cause)}`);
  }
}

interface ListenError extends Error {
  readonly code: keyof typeof PORT_TROUBLE;
  readonly port: number;
}

function isRefused(cause: unknown): cause is ListenError {
  return cause instanceof Error && "port" in cause && "code" in cause && String(cause.code) in PORT_TROUBLE;
}

/** Next.js finds nothing to serve. */
function isUnbuilt(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes("production build");
}

function portVariable({ port }: ListenError, { metricsPort }: Settings): string {
  return port === metricsPort ? "METRICS_PORT" : "PORT";
}

function refuse(message: string): void {
  console.error(message);
  process.exit(1);
}
