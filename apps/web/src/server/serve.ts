import { once } from "node:events";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { createRequestHandler, ENDPOINT } from "@curfew/api";
import { provideHost } from "../host.ts";
import type { App } from "./compose.ts";
import { createReadiness } from "./health.ts";
import { createHttpServer } from "./http/server.ts";
import { type Answer, createSite } from "./http/site.ts";
import { traceOf } from "./log.ts";
import { createPages } from "./pages.ts";
import { createTrial } from "./trial.ts";
import { createVisits } from "./visit.ts";

const DIRECTORY = fileURLToPath(new URL("../..", import.meta.url));

/** How long answers under way may take to end when the server stops. */
const PATIENCE_MS = 5_000;

/** Serves the app until the process is told to stop. Rejects if it can't listen. */
export async function serve(app: App): Promise<void> {
  const { settings, log } = app;
  const stopping = new AbortController();
  const visits = createVisits({ ...app, origin: settings.origin });
  provideHost(visits);
  const pages = await createPages({ directory: DIRECTORY, origin: settings.origin, visits });
  const site = createSite({ ...settings, answers: answersOf(app), pages, stopping: stopping.signal });
  const server = createHttpServer(site, log);
  survive(app);
  server.listen(settings.port);
  await once(server, "listening");
  app.warnings.watch(stopping.signal);
  console.log(`Curfew is ready: ${settings.origin}`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      stopping.abort();
      void stop(server, app).then(() => process.exit(0));
    });
  }
}

function answersOf(app: App): ReadonlyMap<string, Answer> {
  const ready = createReadiness({ ...app, warnings: app.warnings.current });
  return new Map<string, Answer>([
    [`${ENDPOINT}/`, createRequestHandler(app.api)],
    ["/api/try", createTrial({ ...app, ...app.settings })],
    ["/healthz", () => Response.json({ alive: true })],
    ["/readyz", ready],
    ["/.well-known/jwks.json", () => jwks(app)],
  ]);
}

/** Public keys may be kept for a while, but no longer than a new one takes to come into use. */
function jwks({ auth }: App): Response {
  const headers = { "Content-Type": "application/jwk-set+json", "Cache-Control": "public, max-age=60" };
  return new Response(JSON.stringify(auth.jwks()), { headers });
}

/** A request that finds a fault in us may fail; the process, and everyone else's requests, go on. */
function survive({ log }: App): void {
  process.on("uncaughtException", (cause) => log("uncaught", { trace: traceOf(cause) }));
  process.on("unhandledRejection", (cause) => log("unhandled", { trace: traceOf(cause) }));
}

async function stop(server: Server, app: App): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
  await closed;
  clearTimeout(timer);
  await app.close();
}
