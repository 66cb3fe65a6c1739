"use client";

import type { AppRouter } from "@curfew/api";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import { lockLink } from "./lock-link.ts";
import { renewLink } from "./renew-link.ts";
import { createRenewal } from "./renewal.ts";

const URL_PATH = "/api/trpc";
const MOST_CALLS = 10;

const context = createTRPCContext<AppRouter>();

export const useApi = context.useTRPC;
export const useApiClient = context.useTRPCClient;

/** Gives the pages below it the procedures, and a cache of their own: on the server one for each rendering. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queries] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: false } } }));
  const [client] = useState(createClient);
  return (
    <QueryClientProvider client={queries}>
      <context.TRPCProvider trpcClient={client} queryClient={queries}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}

function createClient() {
  // A renewal that is refused is over: it goes past the links that would renew or wait for it.
  const bare = createTRPCClient<AppRouter>({ links: [httpLink({ url: URL_PATH })] });
  const renew = createRenewal(async () => {
    const answer = await bare.auth.refresh.mutate();
    return { expiresAt: answer.expiresAt };
  });
  return createTRPCClient<AppRouter>({
    links: [
      renewLink(renew),
      lockLink,
      splitLink({
        condition: (op) => op.type === "subscription",
        true: httpSubscriptionLink({ url: URL_PATH }),
        // Not the streaming one: its answers begin before their cookies are known.
        false: httpBatchLink({ url: URL_PATH, maxItems: MOST_CALLS }),
      }),
    ],
  });
}
