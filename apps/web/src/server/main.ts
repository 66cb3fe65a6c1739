import { flushCompileCache } from "node:module";
import { KeySetError } from "@curfew/auth";
import { createApp } from "./app/app.ts";
import { serve } from "./app/serve.ts";
import { report } from "./config/report.ts";
import { readSettings, type Settings } from "./config/settings.ts";
import { traceOf } from "./observability/log/cause.ts";
import { processLog } from "./observability/log/process.ts";
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
    if (cause instanceof KeySetError)
      refuse(report([{ variables: ["DATA_DIR"], message: `the keys in it: ${cause.message}` }]));
    else if (isRefused(cause))
      refuse(report([{ variables: [portVariable(cause, settings)], message: PORT_TROUBLE[cause.code] }]));
    else if (isOfFolder(cause, settings)) refuse(report([{ variables: ["DATA_DIR"], message: folderTrouble(cause) }]));
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

interface FileError extends Error {
  readonly code: string;
  readonly path: string;
}

/** Whether the file system refused something in the data folder, or to make it. */
function isOfFolder(cause: unknown, { dataDirectory }: Settings): cause is FileError {
  if (!(cause instanceof Error && "path" in cause && "code" in cause)) return false;
  const path = String(cause.path);
  return path.startsWith(dataDirectory) || dataDirectory.startsWith(`${path}/`);
}

function folderTrouble({ code }: FileError): string {
  return `it can't be made, or not everything in it can be used (${code})`;
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
