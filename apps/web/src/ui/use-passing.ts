"use client";

import { type ReactNode, useEffect, useState } from "react";

const STAYS_MS = 10_000;

/** Something said in passing, and how to say it: it stays for ten seconds, or until something else is said. */
export function usePassing(): readonly [ReactNode, (word: ReactNode) => void] {
  const [said, setSaid] = useState<ReactNode>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), STAYS_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, setSaid];
}
