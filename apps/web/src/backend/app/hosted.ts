import { createRequestHandler } from "@curfew/api";
import { provideRoot } from "../../root.ts";
import type { Environment } from "../config/env-reader.ts";
import { report } from "../config/report.ts";
import { readSettings, type Settings } from "../config/settings.ts";
import { observeServers } from "../http/observe.ts";
import { traceOf } from "../observability/log/cause.ts";
import { processLog } from "../observability/log/process.ts";
import { createFigures } from "../observability/metrics/scrape.ts";
import { answersOf } from "./answers.ts";
import { createApp } from "./app.ts";
import { createRoot } from "./root.ts";
import { startTrouble } from "./start-trouble.ts";

/**
 * Makes the root of a process whose server isn't ours: that of `next start`, or a platform's. Nobody is asked anything yet.
 * Ends the process with exit code 1 and one message if the settings are bad.
 */
export async function provideHostedRoot(environment: Environment): Promise<void> {
  const result = readSettings(environment, { hasSocketAddress: false });
  if (!result.ok) return refuse(report(result.problems));
  const { settings } = result;
  await provide(settings).catch((cause: unknown) => {
    refuse(startTrouble(cause, settings) ?? `Curfew can't start: ${traceOf(cause)}`);
  });
}

async function provide(settings: Settings): Promise<void> {
  const app = await createApp(settings, processLog());
  const procedures = createRequestHandler(app.api, settings);
  const answers = answersOf(app, { procedures, figures: createFigures(app), ownAddress: settings.origin });
  observeServers(app, answers.keys());
  provideRoot(createRoot(app, { procedures, answers, hasOwnServer: false }));
}

function refuse(message: string): void {
  console.error(message);
  process.exit(1);
}
