"use client";

import { useEffect, useState } from "react";

/**
 * Returns the secret in this page's address and removes it from there at once; null until it has been looked for,
 * empty if there is none.
 */
export function useLinkToken(): string | null {
  const [token, setToken] = useState<string | null>(null);
  useEffect(() => {
    const found = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
    setToken((known) => known || found);
    if (found !== "") history.replaceState(history.state, "", location.pathname);
  }, []);
  return token;
}
