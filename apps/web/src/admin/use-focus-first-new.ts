"use client";

import { type RefObject, useEffect, useRef } from "react";

/** Returns how to have the first button of the first new row get the focus once there are more than `count` rows. */
export function useFocusFirstNew(table: RefObject<HTMLElement | null>, count: number): () => void {
  const before = useRef<number | null>(null);
  useEffect(() => {
    const row = before.current;
    if (row === null || count <= row) return;
    before.current = null;
    table.current?.querySelectorAll("tbody tr")[row]?.querySelector("button")?.focus();
  }, [count, table]);
  return () => {
    before.current = count;
  };
}
