"use client";

import { forgetFarewell } from "../client/farewell.ts";
import { loginSentenceFor } from "../client/sentence.ts";
import { tellOtherTabs } from "../client/tabs.ts";
import { outcomeOf } from "./outcome.ts";
import type { Outcome } from "./submission.ts";

/**
 * Sends a login or sign-up, tells the other tabs, and goes on to `next` by a navigation that takes nothing of
 * this page along. Otherwise tells what to say, at the fields where the server names them.
 */
export async function enter<Name extends string>(
  call: Promise<unknown>,
  next: string,
  names: readonly Name[],
): Promise<Outcome<Name>> {
  const outcome = await outcomeOf(call, names, loginSentenceFor);
  if (!outcome.done) return outcome;
  tellOtherTabs({ type: "entered" });
  forgetFarewell();
  location.replace(next);
  return outcome;
}
