"use client";

import { useEffect } from "react";
import { leave } from "../client/leave.ts";
import { withSessionLock } from "../client/lock-link.ts";
import { isLoggedOut } from "../client/logged-out.ts";
import { reasonOf } from "../client/sentence.ts";
import { tellOtherTabs } from "../client/tabs.ts";
import { useApiClient } from "../client/trpc.tsx";

type ApiClient = ReturnType<typeof useApiClient>;

/** Leaves the page if a call failed because the session is over. */
export function useFarewell(error: unknown): void {
  const api = useApiClient();
  useEffect(() => {
    if (error !== null && isLoggedOut(error)) void leaveIfOver(api);
  }, [api, error]);
}

/**
 * Leaves, and other tabs too, unless the session turns out to go on: a call sent with a token that
 * another tab was just having replaced fails like one of an ended session.
 */
export async function leaveIfOver(api: ApiClient): Promise<void> {
  // Not under the lock, which a renewal needs: only after whoever is replacing the tokens now.
  await withSessionLock(async () => {});
  const error = await api.account.me.query().then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error === null || !isLoggedOut(error)) return;
  const farewell = reasonOf(error) === "token_revoked" ? "elsewhere" : "expired";
  tellOtherTabs({ type: "ended", farewell });
  leave(farewell);
}
