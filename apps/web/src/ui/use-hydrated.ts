"use client";

import { useSyncExternalStore } from "react";

/** Returns false on the server and until the page's scripts have taken over. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

function never() {
  return () => {};
}
