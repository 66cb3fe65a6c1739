import type { ClientMetadata } from "./database.ts";

/** More than run at once: a page that announces and then dies must not fill the memory. */
const MOST = 1_000;

/** Tokens that the app's own demonstration is about to revoke, and at whose hands: so that it is no alarm. */
export interface DemoTokens {
  announce(tokenId: string, client: ClientMetadata): void;
  /** At whose hands this token is revoked; null if it is no trial's. Once. */
  take(tokenId: string): ClientMetadata | null;
}

export function createDemoTokens(): DemoTokens {
  const announced = new Map<string, ClientMetadata>();
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
