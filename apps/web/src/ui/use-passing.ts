"use client";

import { type ReactNode, useEffect, useState } from "react";

const STAYS_MS = 10_000;

/** Returns a message and how to show one: it stays for ten seconds, or until the next. */
export function usePassing(): readonly [ReactNode, (word: ReactNode) => void] {
  const [said, setSaid] = useState<ReactNode>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), STAYS_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, setSaid];
}
