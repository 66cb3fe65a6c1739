"use client";

import type { AppRouter } from "@curfew/api";
import { COOKIE_PROCEDURES, ENDPOINT, MAX_BATCH } from "@curfew/api/protocol";
import { sessionLinks } from "@curfew/next/client";
import { deadlineLink } from "@curfew/trpc/client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import { judgeFailure } from "./judge-failure.ts";
import { setPageSession } from "./page-session.ts";
import { type Renewed, renewal, sessionLock } from "./renewal.ts";

const DEADLINE_MS = 15_000;

/**
 * Nothing waits for the browser to say that it is online: what is asked for now fails now, with a sentence, and
 * is never done later by itself.
 */
const ASK_NOW = { networkMode: "always" } as const;

const context = createTRPCContext<AppRouter>();

export const useApi = context.useTRPC;
export const useApiClient = context.useTRPCClient;

interface ApiProviderProps {
  /** The session that the page was rendered for, and acts for; null if there is none. */
  readonly sessionId: string | null;
  readonly children: ReactNode;
}

/** Gives the pages below it the procedures, and a cache of their own: on the server one for each rendering. */
export function ApiProvider({ sessionId, children }: ApiProviderProps) {
  const [queries] = useState(createCache);
  const [client] = useState(() => createClient(sessionId));
  return (
    <QueryClientProvider client={queries}>
      <context.TRPCProvider trpcClient={client} queryClient={queries}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}

function createCache(): QueryClient {
  const queries = { ...ASK_NOW, retry: false, refetchOnReconnect: true };
  return new QueryClient({ defaultOptions: { queries, mutations: ASK_NOW } });
}

function createClient(sessionId: string | null) {
  if (typeof document !== "undefined") setPageSession(sessionId);
  const options = { url: ENDPOINT, headers: sessionId === null ? {} : { "x-curfew-session": sessionId } };
  // A renewal that is refused is over: it goes past the links that would renew or wait for it.
  const bare = createTRPCClient<AppRouter>({ links: [deadlineLink({ timeoutMs: DEADLINE_MS }), httpLink(options)] });
  return createTRPCClient<AppRouter>({
    links: [
      ...sessionLinks<AppRouter, Renewed>({
        ...{ lock: sessionLock, renewal, cookieProcedures: COOKIE_PROCEDURES, timeoutMs: DEADLINE_MS },
        ...(sessionId !== null && { onError: judgeFailure }),
        refresh: () => bare.auth.refresh.mutate(),
      }),
      splitLink({
        condition: (op) => op.type === "subscription",
        true: httpSubscriptionLink({ url: ENDPOINT }),
        // Not the streaming one: its answers begin before their cookies are known.
        false: httpBatchLink({ ...options, maxItems: MAX_BATCH }),
      }),
    ],
  });
}
