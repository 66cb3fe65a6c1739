import { collectDefaultMetrics } from "prom-client";
import type { App } from "../compose.ts";
import type { Answer } from "../http/site.ts";
import { lookedUp } from "./metrics.ts";

/** A proxy says so in one of these. What comes through one may come from anywhere. */
const FORWARDED = /^(forwarded|via|x-real-ip|x-forwarded-.*)$/;

/**
 * Shows the figures (Prometheus text format) to whoever asks from this machine itself, and to nobody
 * else: how busy a service is and how its store fares is not the world's business. What a proxy on
 * this machine passes on doesn't come from here.
 */
export function createScrape({ metrics, api, warnings }: Pick<App, "metrics" | "api" | "warnings">): Answer {
  const [registry] = metrics.registers;
  collectDefaultMetrics({ register: registry });
  lookedUp(metrics, "curfew_hashing_running", "Passwords being hashed", () => api.hashing().running);
  lookedUp(metrics, "curfew_hashing_waiting", "Passwords waiting to be hashed", () => api.hashing().waiting);
  lookedUp(metrics, "curfew_warnings", "Warnings that /readyz shows", () => warnings.current().length);
  return async ({ headers, method }, { peer }) => {
    const isFromHere = isLoopback(peer) && ![...headers.keys()].some((name) => FORWARDED.test(name));
    if (!isFromHere || method !== "GET") return new Response("There is nothing here.\n", { status: 404 });
    return new Response(await registry.metrics(), { headers: { "Content-Type": registry.contentType } });
  };
}

function isLoopback(peer: string): boolean {
  return peer === "::1" || peer.startsWith("127.");
}
