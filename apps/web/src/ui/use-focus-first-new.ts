"use client";

import { type RefObject, useEffect, useRef } from "react";

/**
 * Returns how to have the first new row get the focus, or its main button if it takes none itself, once there are more than
 * `count` of them in the list: what was pressed for more may be gone by then.
 */
export function useFocusFirstNew(list: RefObject<HTMLElement | null>, count: number): () => void {
  const before = useRef<number | null>(null);
  useEffect(() => {
    const known = before.current;
    if (known === null || count <= known) return;
    before.current = null;
    const row = list.current?.children[known] as HTMLElement | undefined;
    const inside = row?.querySelector<HTMLElement>("[data-main]") ?? row?.querySelector("button");
    (row?.hasAttribute("tabindex") ? row : inside)?.focus();
  }, [count, list]);
  return () => {
    before.current = count;
  };
}
