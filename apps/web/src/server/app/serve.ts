import { once } from "node:events";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { createRequestHandler } from "@curfew/api";
import { provideServerContext } from "../../server-context.ts";
import { notingMalformed } from "../http/malformed.ts";
import { createMetricsServer } from "../http/metrics-server.ts";
import { observing } from "../http/observe.ts";
import { createHttpServer } from "../http/server.ts";
import { createSite } from "../http/site.ts";
import { startMaintenance } from "../maintenance/maintenance.ts";
import { announce } from "../observability/announce.ts";
import { createFigures } from "../observability/metrics/scrape.ts";
import { logProcessErrors } from "../observability/process-errors.ts";
import { createVisits } from "../pages/page-context.ts";
import type { createPages } from "../pages/pages.ts";
import { createRenew } from "../pages/renewal.ts";
import { answersOf } from "./answers.ts";
import type { App } from "./app.ts";
import { createShutdown, ignoreHangUp } from "./shutdown.ts";

const DIRECTORY = fileURLToPath(new URL("../../..", import.meta.url));

/** How long answers under way may take to end when the server stops. */
const PATIENCE_MS = 5_000;
const LAST_LINES_MS = 1_000;

/** Serves the app with these pages until the process is told to stop. Rejects if it can't listen. */
export async function serve(app: App, openPages: typeof createPages): Promise<void> {
  const { settings, log } = app;
  logProcessErrors(log);
  ignoreHangUp(log);
  const stopping = new AbortController();
  const shutdown = createShutdown();
  const visits = createVisits({ ...app, origin: settings.origin });
  provideServerContext(visits);
  const { origin, lifetimes } = settings;
  const procedures = createRequestHandler(app.api, settings);
  const renew = createRenew({ ...app, origin, toleranceSeconds: lifetimes.toleranceSeconds, answer: procedures });
  const pages = await openPages({ api: app.api, directory: DIRECTORY, origin, visits, renew });
  const figures = createFigures(app);
  const answers = answersOf(app, { procedures, figures, isStopping: shutdown.isUnderWay });
  const site = createSite({ ...settings, answers, pages, stopping: stopping.signal, isStopping: shutdown.isUnderWay });
  const observed = observing(app, answers.keys());
  const server = createHttpServer(site, { log, observed, malformed: notingMalformed(app) });
  const servers = [await listening(server, settings.port)];
  if (settings.metricsPort !== null) {
    servers.push(await listening(createMetricsServer(figures, settings, log), settings.metricsPort));
  }
  shutdown.obey({
    ...{ log, delaySeconds: settings.shutdownDelaySeconds, leave },
    stop() {
      stopping.abort();
      return stop(servers, app);
    },
  });
  log("listening", { port: settings.port, message: `Curfew listens at port ${settings.port}` });
  startMaintenance(app, stopping.signal);
  void announce(app, stopping.signal).then(app.api.warm);
}

/** Ends the process when the log's last lines are read; if nobody reads them, after a moment. */
function leave(): void {
  setTimeout(() => process.exit(0), LAST_LINES_MS);
  process.stdout.write("", () => process.exit(0));
}

async function listening(server: Server, port: number): Promise<Server> {
  server.listen(port);
  await once(server, "listening");
  return server;
}

async function stop(servers: readonly Server[], app: App): Promise<void> {
  const closed = Promise.all(servers.map((server) => once(server, "close")));
  for (const server of servers) server.close();
  const timer = setTimeout(() => servers.forEach((server) => void server.closeAllConnections()), PATIENCE_MS);
  await closed;
  clearTimeout(timer);
  await app.close();
}
