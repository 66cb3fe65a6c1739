"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { errorMessage } from "../trpc/error-messages.ts";
import type { AccountEvent } from "./event.ts";

/** So many events are on a page; fewer are the end. */
const PAGE = 50;

interface ActivityOptions {
  readonly queryKey: readonly unknown[];
  readonly fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<AccountEvent[]>;
  /** The first page, if it is known. */
  readonly initial?: readonly AccountEvent[];
  /** How many are shown at first, and how many more each time. */
  readonly few: number;
}

/**
 * Returns what happened to an account, newest first: a few events at first, and more of all that are kept when asked.
 */
export function useActivity({ queryKey, fetchPage, initial, few }: ActivityOptions) {
  const [shown, setShown] = useState(few);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam: cursor, signal }) => fetchPage(cursor, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.id),
    refetchOnMount: "always",
    refetchOnWindowFocus: "always",
    staleTime: 5_000,
    ...(initial && { initialData: { pages: [[...initial]], pageParams: [undefined] }, refetchOnMount: true }),
  });
  const { data, error } = query;
  const events = data?.pages.flat();
  const showMore = () => {
    setShown(shown + PAGE);
    if ((events?.length ?? 0) < shown + PAGE && query.hasNextPage) void query.fetchNextPage();
  };
  return {
    /** Undefined until the first page is there. */
    events,
    shown: Math.min(shown, events?.length ?? 0),
    isComplete: !query.hasNextPage,
    hasMore: query.hasNextPage || (events?.length ?? 0) > shown,
    isLoading: query.isFetchingNextPage,
    failure: error === null ? null : errorMessage(error),
    showMore,
    reload: query.refetch,
  };
}
