"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { leave, onEndedElsewhere } from "../client/leave.ts";
import { isLoggedOut } from "../client/sentence.ts";
import { useApi } from "../client/trpc.tsx";
import type { Me } from "../host.ts";

/**
 * Keeps a private page from outliving its session: it leaves when another tab says so, asks again
 * whenever it is looked at, and shows nothing if the browser brings it back from its memory.
 */
export function SessionGuard({ me }: { me: Me }) {
  const { error } = useQuery(
    useApi().account.me.queryOptions(undefined, { initialData: me, refetchOnWindowFocus: "always", staleTime: 5_000 }),
  );
  const hasEnded = error !== null && isLoggedOut(error);

  useEffect(() => onEndedElsewhere(() => leave("elsewhere")), []);
  useEffect(() => {
    if (hasEnded) leave("elsewhere");
  }, [hasEnded]);
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
