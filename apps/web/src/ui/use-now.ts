"use client";

import { useEffect, useState } from "react";

const EVERY_MS = 10_000;

/**
 * Returns the server's time, in milliseconds since 1970, going on from when it rendered the page. Its clock counts,
 * not the reader's.
 */
export function useNow(iso: string): number {
  const [now, setNow] = useState(() => Date.parse(iso));
  useEffect(() => {
    const ahead = Date.now() - Date.parse(iso);
    const timer = setInterval(() => setNow(Date.now() - ahead), EVERY_MS);
    return () => clearInterval(timer);
  }, [iso]);
  return now;
}
