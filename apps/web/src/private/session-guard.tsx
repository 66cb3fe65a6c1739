"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { leave } from "../client/leave.ts";
import { hearOtherTabs } from "../client/tabs.ts";
import { useApi, useApiClient } from "../client/trpc.tsx";
import type { Me } from "../host.ts";
import { useFarewell } from "./farewell.ts";
import { watchSession } from "./watch.ts";

/**
 * Keeps a private page from outliving its session: it leaves when another tab or the server says so,
 * asks again whenever it is looked at, and shows nothing if the browser brings it back from its memory.
 */
export function SessionGuard({ me }: { me: Me }) {
  const api = useApiClient();
  const { error } = useQuery(
    useApi().account.me.queryOptions(undefined, { initialData: me, refetchOnWindowFocus: "always", staleTime: 5_000 }),
  );

  useEffect(() => watchSession(api), [api]);
  useFarewell(error);
  useEffect(() => hearOtherTabs((message) => message.type === "ended" && leave(message.farewell)), []);
  useEffect(() => {
    addEventListener("pagehide", hide);
    addEventListener("pageshow", reloadIfKept);
    return () => {
      removeEventListener("pagehide", hide);
      removeEventListener("pageshow", reloadIfKept);
    };
  }, []);
  return null;
}

function hide(): void {
  document.documentElement.dataset.left = "";
}

function reloadIfKept(event: PageTransitionEvent): void {
  if (event.persisted) location.reload();
}
