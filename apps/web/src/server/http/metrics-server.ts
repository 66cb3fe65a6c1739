import type { Server } from "node:http";
import type { Settings } from "../../backend/config/settings.ts";
import { securityHeaders } from "../../backend/http/policy.ts";
import type { Log } from "../../backend/observability/log/log.ts";
import { type Figures, nothingHere, presents } from "../../backend/observability/metrics/scrape.ts";
import { toHeaders } from "./request.ts";
import { send } from "./respond.ts";
import { createHttpServer } from "./server.ts";

/** A server for figures alone, to be reached by whoever collects them: `GET /metrics`, for who has the token if there is one. */
export function createMetricsServer(figures: Figures, { origin, metricsToken: token }: Settings, log: Log): Server {
  const headers = new Headers([...securityHeaders(origin)]);
  return createHttpServer(
    async (incoming, outgoing) => {
      outgoing.setHeaders(headers);
      const gone = new AbortController();
      outgoing.once("close", () => gone.abort());
      const isAsked = incoming.method === "GET" && /^\/metrics(\?|$)/.test(incoming.url ?? "");
      const isShown = isAsked && (token === null || presents(toHeaders(incoming), token));
      await send(outgoing, isShown ? await figures() : nothingHere(), gone.signal);
    },
    { log },
  );
}
