"use client";

import { useQuery } from "@tanstack/react-query";
import type { Me } from "../root.ts";
import { useApi } from "../trpc/provider.tsx";
import { nameOf } from "../ui/visible.ts";

/** Shows who is logged in, by their present name. */
export function Who({ me }: { me: Me }) {
  const { data } = useQuery(useApi().account.me.queryOptions(undefined, { initialData: me, staleTime: 5_000 }));
  return (
    <p className="ml-auto min-w-0 flex-1 truncate text-right text-sm text-soft sm:max-w-40">
      <span className="sr-only">Logged in as </span>
      <bdi>{nameOf(data.user)}</bdi>
    </p>
  );
}
