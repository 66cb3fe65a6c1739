import type { Trial } from "./trial.ts";

/** Has the server make a copy of this login and take it back. Rejects with a sentence for the person. */
export async function tryIt(): Promise<Trial> {
  const response = await fetch("/api/try", { method: "POST" }).catch(() => null);
  if (response === null) throw new Error("We couldn’t reach the server. Check your connection and try again.");
  if (response.ok) return (await response.json()) as Trial;
  throw new Error(
    response.status === 401 ? "You are not logged in any more." : "That didn’t work just now. Try again in a moment.",
  );
}
