"use client";

import { useEffect } from "react";
import { leave } from "../client/leave.ts";
import { isLoggedOut, reasonOf } from "../client/sentence.ts";

/** Leaves the page if a call failed because the session is over. */
export function useFarewell(error: unknown): void {
  useEffect(() => {
    if (isLoggedOut(error)) leave(reasonOf(error) === "token_revoked" ? "elsewhere" : "expired");
  }, [error]);
}
