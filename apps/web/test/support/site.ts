import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createRequestHandler } from "@curfew/api";
import { onTestFinished } from "vitest";
import { answersOf } from "../../src/backend/app/answers.ts";
import { type App, createApp } from "../../src/backend/app/app.ts";
import { readSettings } from "../../src/backend/config/settings.ts";
import { observing } from "../../src/backend/http/observe.ts";
import { createJsonLog } from "../../src/backend/observability/log/json.ts";
import { createFigures, type Figures } from "../../src/backend/observability/metrics/scrape.ts";
import { notingMalformed } from "../../src/server/http/malformed.ts";
import { createHttpServer } from "../../src/server/http/server.ts";
import { createSite, type Pages } from "../../src/server/http/site.ts";

/** Where the test's pages would be: they need a build, and what is tested here happens before them. */
const PAGES: Pages = {
  async serve({ outgoing, url }) {
    outgoing.end(`page ${url.pathname}`);
  },
  async close() {},
};

export interface TestSite {
  readonly origin: string;
  /** Every line that was logged. */
  readonly log: readonly string[];
  /** Those that tell of more than that a request was answered. */
  troubles(): readonly string[];
  /** Sends bytes and resolves with everything that comes back until the server ends the connection. */
  send(bytes: string): Promise<string>;
  readonly port: number;
  readonly app: App;
  /** Its figures, for whoever may see them. */
  readonly shown: Figures;
  /** Ends it as a stop of the process would. May be called again. */
  close(): Promise<void>;
}

/**
 * The whole app but its pages, on a port and in a folder of its own; gone when the test is, or
 * when it is told to: of tests that run beside each other nobody knows which one started it.
 */
export async function startSite(
  environment: Readonly<Record<string, string>> = {},
  atTheEnd: (work: () => Promise<void>) => void = onTestFinished,
): Promise<TestSite> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-site-"));
  const result = readSettings({ DATA_DIR: folder, APP_ORIGIN: "http://localhost:1", ...environment });
  if (!result.ok) throw new Error("bad settings");
  const log: string[] = [];
  const app = await createApp(result.settings, createJsonLog({ write: (line) => void log.push(line) }));
  const stopping = new AbortController();
  const shown = createFigures(app);
  const answers = answersOf(app, {
    procedures: createRequestHandler(app.api, app.settings),
    figures: shown,
    ownAddress: `http://localhost:${environment.PORT}`,
  });
  const site = createSite({ ...app.settings, answers, pages: PAGES, stopping: stopping.signal });
  const observed = observing(app, answers.keys());
  const server = createHttpServer(site, { ...app, observed, malformed: notingMalformed(app) });
  await once(server.listen(Number(environment.PORT ?? 0)), "listening");
  const close = async () => {
    stopping.abort();
    server.closeAllConnections();
    server.close();
    await app.close();
  };
  atTheEnd(async () => {
    await close();
    await rm(folder, { recursive: true });
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...{ origin: `http://localhost:${port}`, port, log, app, shown, close },
    troubles: () => log.filter((line) => !line.includes('"event":"request"')),
    send: (bytes) => exchange(port, bytes),
  };
}

async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "localhost");
  socket.on("error", () => {});
  socket.write(bytes, "latin1");
  return text(socket).catch(() => "");
}
