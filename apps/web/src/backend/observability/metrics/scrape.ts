import { createHash, timingSafeEqual } from "node:crypto";
import type { Api } from "@curfew/api";
import { collectDefaultMetrics } from "prom-client";
import { isLoopback } from "../../config/parse.ts";
import type { Warnings } from "../warnings.ts";
import { lookedUp, type Metrics, showWarnings } from "./metrics.ts";

/** A proxy says so in one of these. What comes through one may come from anywhere. */
const FORWARDED = /^(forwarded|via|x-real-ip|x-forwarded-.*)$/;

export type Figures = () => Promise<Response>;

interface FigureParts {
  readonly metrics: Metrics;
  readonly api: Pick<Api, "hashing">;
  readonly warnings: Pick<Warnings, "current">;
}

/** The figures in Prometheus's text format, for whoever may see them. */
export function createFigures({ metrics, api, warnings }: FigureParts): Figures {
  const [registry] = metrics.registers;
  collectDefaultMetrics({ register: registry });
  lookedUp(metrics, "curfew_hashing_running", "Passwords being hashed", () => api.hashing().running);
  lookedUp(metrics, "curfew_hashing_waiting", "Passwords waiting to be hashed", () => api.hashing().waiting);
  lookedUp(metrics, "curfew_warnings", "Warnings that /readyz shows", () => warnings.current().length);
  showWarnings(metrics, warnings.current);
  return async () => new Response(await registry.metrics(), { headers: { "Content-Type": registry.contentType } });
}

/** To whom figures are shown beside the app itself. How busy a service is and how its store fares is not the world's business. */
interface ScrapeSettings {
  readonly origin: string;
  readonly metricsPort: number | null;
  readonly metricsToken: string | null;
}

/** Answers a request; `peer` is the address at the other end of the connection. */
type Scrape = (request: Request, caller: { readonly peer: string | null }) => Promise<Response>;

/**
 * Answers `/metrics` where the app listens: nothing if figures have a port of their own; else who sends the token;
 * without a token only callers on this machine, while the app is one for this machine alone. A proxy beside the app
 * can't be told from them by its connection, and may add no header that would give it away.
 */
export function createScrape(figures: Figures, settings: ScrapeSettings): Scrape {
  const { origin, metricsPort, metricsToken } = settings;
  const isLocal = isLoopback(origin);
  return async ({ headers, method }, { peer }) => {
    const isShown = metricsToken === null ? isLocal && isFromHere(headers, peer) : presents(headers, metricsToken);
    return metricsPort === null && isShown && method === "GET" ? figures() : nothingHere();
  };
}

/** Whether the request carries this token as Bearer. Takes the same time wherever it differs. */
export function presents(headers: Headers, token: string): boolean {
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  return timingSafeEqual(digestOf(given), digestOf(token));
}

/** The answer to everyone else: as where there is nothing. */
export function nothingHere(): Response {
  return new Response("Not found.\n", { status: 404 });
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function isFromHere(headers: Headers, peer: string | null): boolean {
  const isOfThisMachine = peer === "::1" || peer?.startsWith("127.") === true;
  return isOfThisMachine && ![...headers.keys()].some((name) => FORWARDED.test(name));
}
