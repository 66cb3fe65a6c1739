"use client";

import { useHydrated } from "../ui/use-hydrated.ts";

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;
const LOCAL_HOST = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Shows where a client was. A loopback address is this computer if the page itself comes from there; elsewhere it is
 * that of a proxy that hides its clients, and is shown as it is.
 */
export function Address({ address }: { address: string | null }) {
  const isHydrated = useHydrated();
  if (address === null) return "Unknown";
  const isHere = isHydrated && LOOPBACK.test(address) && LOCAL_HOST.test(location.hostname);
  return isHere ? "This computer" : <bdi>{address}</bdi>;
}
