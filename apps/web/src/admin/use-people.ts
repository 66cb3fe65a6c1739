"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { errorMessage } from "../trpc/error-messages.ts";
import { useApiClient } from "../trpc/provider.tsx";
import type { Users } from "./stats.ts";

/** How long the typing has to pause before it is searched for. */
const PAUSE_MS = 250;

/** Returns the accounts whose name or email contains `search`, newest first, as many pages as were asked for. */
export function usePeople(initial: Users, search: string) {
  const api = useApiClient();
  const wanted = useSettled(search);
  const query = useInfiniteQuery({
    queryKey: ["people", wanted],
    queryFn: ({ pageParam: cursor, signal }) =>
      api.admin.users.query({ search: wanted === "" ? undefined : wanted, cursor }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    ...(wanted === "" ? { initialData: { pages: [initial], pageParams: [undefined] }, staleTime: 5_000 } : {}),
  });
  const { data, error } = query;
  return {
    people: data?.pages.flatMap(({ users }) => users) ?? [],
    failure: error === null ? null : errorMessage(error),
    hasMore: query.hasNextPage,
    /** Whether what is shown is what was found before, because the answer hasn't come. */
    isStale: wanted !== search || query.isPlaceholderData,
    /** Whether more was asked for, and there is no more. */
    isAtEnd: !query.isPlaceholderData && !query.hasNextPage && (data?.pages.length ?? 0) > 1,
    isLoading: query.isFetchingNextPage,
    showMore: () => void query.fetchNextPage(),
    reload: query.refetch,
  };
}

/** Returns `value` once it has stayed the same for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
