"use client";

import { isLoggedOut } from "@curfew/trpc/client";
import { cookieInTheWay, errorMessage, loginSentenceFor } from "../trpc/error-messages.ts";
import { forgetLogoutReason } from "../trpc/logout-reason.ts";
import type { useApiClient } from "../trpc/provider.tsx";
import { tellOtherTabs } from "../trpc/tabs.ts";
import { outcomeOf } from "./outcome.ts";
import type { Outcome } from "./submission.ts";

/**
 * Sends a login or sign-up, tells the other tabs, and goes on to `next` by a navigation that takes nothing of
 * this page along, once the browser has shown that it sends the session's cookies back. Otherwise tells what to say, at the fields where the server names them.
 */
export async function enter<Name extends string>(
  api: ReturnType<typeof useApiClient>,
  call: Promise<unknown>,
  next: string,
  names: readonly Name[],
): Promise<Outcome<Name>> {
  const outcome = await outcomeOf(call, names, loginSentenceFor);
  if (!outcome.done) return outcome;
  const failure = await obstacle(api);
  if (failure !== null) return { done: false, failure };
  tellOtherTabs({ type: "entered" });
  forgetLogoutReason();
  location.replace(next);
  return outcome;
}

/**
 * Finds what keeps a browser that was just given a session from using it; null if nothing does, or if the check fails.
 */
async function obstacle(api: ReturnType<typeof useApiClient>): Promise<string | null> {
  const error: unknown = await api.account.me.query().then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!isLoggedOut(error)) return null;
  if (cookieInTheWay(error) !== null) return errorMessage(error);
  return "You’re logged in, but this browser doesn’t keep this site’s cookies. Allow them and log in again.";
}
