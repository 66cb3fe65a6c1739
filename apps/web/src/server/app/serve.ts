import { once } from "node:events";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { createRequestHandler } from "@curfew/api";
import { answersOf } from "../../backend/app/answers.ts";
import type { App } from "../../backend/app/app.ts";
import { createRoot } from "../../backend/app/root.ts";
import { observing } from "../../backend/http/observe.ts";
import { EVERY_MS } from "../../backend/maintenance/maintenance.ts";
import { announce } from "../../backend/observability/announce.ts";
import { createFigures } from "../../backend/observability/metrics/scrape.ts";
import { logProcessErrors } from "../../backend/observability/process-errors.ts";
import { provideRoot, type Root } from "../../root.ts";
import { notingMalformed } from "../http/malformed.ts";
import { createMetricsServer } from "../http/metrics-server.ts";
import { createHttpServer } from "../http/server.ts";
import { createSite } from "../http/site.ts";
import type { createPages } from "../pages/pages.ts";
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
  const procedures = createRequestHandler(app.api, settings);
  const figures = createFigures(app);
  const ownAddress = `http://localhost:${settings.port}`;
  const answers = answersOf(app, { procedures, figures, ownAddress, isStopping: shutdown.isUnderWay });
  const root = createRoot(app, { procedures, answers, hasOwnServer: true });
  provideRoot(root);
  const pages = await openPages({ api: app.api, directory: DIRECTORY, origin: settings.origin });
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
  maintain(root, stopping.signal);
  void announce(app, stopping.signal).then(app.api.warm);
}

/** Has everything looked after from now on, until the signal. */
function maintain({ maintain }: Root, stopping: AbortSignal): void {
  void maintain();
  const timer = setInterval(() => void maintain(), EVERY_MS).unref();
  stopping.addEventListener("abort", () => clearInterval(timer), { once: true });
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
