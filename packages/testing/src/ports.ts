import { once } from "node:events";
import { createServer } from "node:net";

/** Finds a port on which nothing listened a moment ago, on any address of this machine. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP listener has no port.");
  return address.port;
}
