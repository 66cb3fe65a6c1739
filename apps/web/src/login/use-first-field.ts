"use client";

import { type RefObject, useEffect } from "react";
import { readLogoutReason } from "../trpc/logout-reason.ts";

/** Puts the focus into a form's first field, unless a notice comes first or the focus is somewhere already. */
export function useFirstField(form: RefObject<HTMLFormElement | null>, isNoticed: boolean): void {
  useEffect(() => {
    const hasNotice = isNoticed || readLogoutReason({ isLoggedIn: false }) !== null;
    if (hasNotice || document.activeElement !== document.body) return;
    form.current?.querySelector("input")?.focus();
  }, [form, isNoticed]);
}
