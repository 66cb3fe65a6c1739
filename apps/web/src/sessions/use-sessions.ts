"use client";

import { useQuery } from "@tanstack/react-query";
import { sentenceFor } from "../client/sentence.ts";
import { useApi } from "../client/trpc.tsx";
import type { Session } from "./session.ts";

/** How often the list is asked for while somebody looks at it. */
const EVERY_MS = 10_000;

/** This person's logins, the one in use first. Asked again whenever the page is looked at. */
export function useSessions(initial: readonly Session[]) {
  const { data, error, refetch } = useQuery(
    useApi().sessions.list.queryOptions(undefined, {
      initialData: [...initial],
      refetchOnWindowFocus: "always",
      refetchInterval: EVERY_MS,
      staleTime: 5_000,
    }),
  );
  return {
    sessions: data.toSorted((a, b) => Number(b.current) - Number(a.current)),
    failure: error === null ? null : `This list may be out of date. ${sentenceFor(error)}`,
    reload: refetch,
  };
}
