"use client";

import { createTabs } from "@curfew/trpc/client";
import { useEffect } from "react";
import { hideWhenLeft } from "./hide-when-left.ts";
import { createSessionClient, type SessionClientOptions } from "./session-client.ts";

export interface SessionGuardOptions extends SessionClientOptions {
  /** The session that the page was rendered for: if another takes its place, the page is loaded anew. */
  readonly sessionId: string;
  /** Default `/login`. */
  readonly loginPath?: string | undefined;
  /** How often a page that is looked at asks. Default 60. */
  readonly everySeconds?: number | undefined;
}

/**
 * Keeps a private page from outliving its session: it asks when it is looked at, and from time to time while it is, and
 * leaves for the login page when the session is over, by a navigation that keeps nothing of it. Other tabs are told. It also
 * renews the session's tokens. In an outage the page stays. Renders nothing.
 *
 * @example
 * const page = () => createElement(SessionGuard, { sessionId: "the session's id" });
 */
export function SessionGuard({ sessionId, loginPath, everySeconds, path, name }: SessionGuardOptions): null {
  useEffect(
    () => guard({ sessionId, loginPath, everySeconds, path, name }),
    [sessionId, loginPath, everySeconds, path, name],
  );
  useEffect(hideWhenLeft, []);
  return null;
}

function guard({ sessionId, loginPath = "/login", everySeconds = 60, ...options }: SessionGuardOptions): () => void {
  const client = createSessionClient(options);
  const tabs = createTabs<"ended">(options.name ?? "curfew");
  let isLeaving = false;
  const look = async () => {
    if (isLeaving || document.visibilityState === "hidden") return;
    const found = await client.check();
    if (isLeaving || found.state === "unknown") return;
    if (found.state === "live" && found.sessionId === sessionId) return;
    isLeaving = true;
    if (found.state === "live") return location.reload();
    tabs.tell("ended");
    location.replace(`${loginPath}?${new URLSearchParams({ next: location.pathname + location.search })}`);
  };
  const lookNow = () => void look();
  const timer = setInterval(lookNow, everySeconds * 1000);
  document.addEventListener("visibilitychange", lookNow);
  const stopHearing = tabs.hear(lookNow);
  lookNow();
  return () => {
    isLeaving = true;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", lookNow);
    stopHearing();
  };
}
