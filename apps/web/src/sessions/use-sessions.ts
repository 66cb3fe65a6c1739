"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { errorMessage } from "../trpc/error-messages.ts";
import { useApiClient } from "../trpc/provider.tsx";
import type { Session } from "./session.ts";

/** So many sessions are on a page; fewer are the end. */
const PAGE = 100;

/** How often the list is asked for while somebody looks at it. */
const EVERY_MS = 10_000;

/** Returns this user's logins, the one in use first, and reads them again when the page is looked at. */
export function useSessions(initial: readonly Session[]) {
  const api = useApiClient();
  const query = useInfiniteQuery({
    queryKey: ["sessions"],
    queryFn: ({ pageParam: cursor, signal }) => api.sessions.list.query({ cursor }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.id),
    initialData: { pages: [[...initial]], pageParams: [undefined] },
    refetchOnWindowFocus: "always",
    refetchInterval: EVERY_MS,
    staleTime: 5_000,
  });
  const { data, error } = query;
  // One that is used while the pages are fetched may stand on two of them.
  const sessions = [...new Map(data.pages.flat().map((session) => [session.id, session])).values()];
  return {
    sessions: sessions.toSorted((a, b) => Number(b.current) - Number(a.current)),
    failure: error === null ? null : `This list may be out of date. ${errorMessage(error)}`,
    hasMore: query.hasNextPage,
    isLoading: query.isFetchingNextPage,
    showMore: () => void query.fetchNextPage(),
    reload: query.refetch,
  };
}
