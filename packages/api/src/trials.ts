import type { ClientMark } from "./ports.ts";

/** More than run at once: a page that announces and then dies must not fill the memory. */
const MOST = 1_000;

/** Tokens that the app's own demonstration is about to revoke, and at whose hands: so that it is no alarm. */
export interface Trials {
  announce(tokenId: string, client: ClientMark): void;
  /** At whose hands this token is revoked; null if it is no trial's. Once. */
  take(tokenId: string): ClientMark | null;
}

export function createTrials(): Trials {
  const announced = new Map<string, ClientMark>();
  return {
    announce(tokenId, client) {
      announced.set(tokenId, client);
      const [oldest] = announced.keys();
      if (announced.size > MOST && oldest !== undefined) announced.delete(oldest);
    },
    take(tokenId) {
      const client = announced.get(tokenId) ?? null;
      announced.delete(tokenId);
      return client;
    },
  };
}
