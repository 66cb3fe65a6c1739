"use client";

import { type RefObject, useEffect } from "react";
import { readFarewell } from "../client/farewell.ts";

/** Puts the focus into a form's first field, unless there is something to read first or the focus is somewhere already. */
export function useFirstField(form: RefObject<HTMLFormElement | null>, isNoticed: boolean): void {
  useEffect(() => {
    if (isNoticed || readFarewell(false) !== null || document.activeElement !== document.body) return;
    form.current?.querySelector("input")?.focus();
  }, [form, isNoticed]);
}
