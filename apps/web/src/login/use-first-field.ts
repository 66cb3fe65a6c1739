"use client";

import { type RefObject, useEffect } from "react";
import { readLogoutReason } from "../trpc/logout-reason.ts";

/** Puts the focus into a form's first field, unless there is something to read first or the focus is somewhere already. */
export function useFirstField(form: RefObject<HTMLFormElement | null>, isNoticed: boolean): void {
  useEffect(() => {
    if (isNoticed || readLogoutReason(false) !== null || document.activeElement !== document.body) return;
    form.current?.querySelector("input")?.focus();
  }, [form, isNoticed]);
}
