import { errorMessage } from "../trpc/error-messages.ts";
import type { useApiClient } from "../trpc/provider.tsx";
import type { Demo } from "./demo.ts";

/** Has the server make a copy of this login and take it back. Rejects with a sentence for the person. */
export async function tryIt(api: ReturnType<typeof useApiClient>): Promise<Demo> {
  // An expired login is renewed by this call, as by any other.
  await api.account.me.query().catch((cause: unknown) => {
    throw new Error(errorMessage(cause), { cause });
  });
  const response = await fetch("/api/try", { method: "POST" }).catch(() => null);
  if (response?.ok !== true) throw new Error("That didn’t work. Try again in a moment.");
  return (await response.json()) as Demo;
}
