"use client";

import { type RefObject, useEffect } from "react";

/** Moves the focus to a place whenever a count has risen. */
export function useFocusAfter(count: number, place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (count > 0) place.current?.focus();
  }, [count, place]);
}
