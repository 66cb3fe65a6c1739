"use client";

import { hideWhenLeft } from "@curfew/next/client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Me } from "../root.ts";
import { forgetLogoutReason } from "../trpc/logout-reason.ts";
import { useApi, useApiClient } from "../trpc/provider.tsx";
import { hearOtherTabs, type TabMessage } from "../trpc/tabs.ts";
import { checkSession } from "./check-session.ts";
import { watchSession } from "./watch.ts";

/**
 * Keeps a private page from outliving its session: it leaves when another tab or the server says so,
 * asks again whenever it is looked at, and shows nothing if the browser brings it back from its memory.
 */
export function SessionGuard({ me }: { me: Me }) {
  const api = useApiClient();
  useQuery(
    useApi().account.me.queryOptions(undefined, { initialData: me, refetchOnWindowFocus: "always", staleTime: 5_000 }),
  );

  useEffect(() => watchSession(api), [api]);
  useEffect(() => hearOtherTabs((message) => hear(api, me.session.id, message)), [api, me.session.id]);
  useEffect(forgetLogoutReason, []);
  useEffect(hideWhenLeft, []);
  return null;
}

/**
 * Handles a message of another tab. It may be about another session than this page's, or come late: the server's
 * answer counts.
 */
function hear(api: ReturnType<typeof useApiClient>, sessionId: string, message: TabMessage): void {
  if (message.type === "entered") void checkSession(api, null);
  if (message.type === "ended" && message.sessionId === sessionId) void checkSession(api, message.farewell);
}
