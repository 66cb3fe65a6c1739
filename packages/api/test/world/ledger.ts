import type { ClientMetadata, RefreshState, SessionLedger, SessionRecord } from "../../src/database.ts";

/** Where the sessions of a map stand with their refresh tokens. */
export function memoryLedgers(sessions: Map<string, SessionRecord>) {
  const states = new Map<string, RefreshState>();
  const find = (id: string) => {
    const session = sessions.get(id);
    return session?.endedAt === null ? session : undefined;
  };
  return {
    open(id: string, tokenId: string | null): void {
      if (tokenId === null) return;
      states.set(id, { ordinal: 1, tokenId, previousId: null, accessId: null, plannedAt: null });
    },
    ledger: (at: Date, client: ClientMetadata): SessionLedger => ({
      async read(id) {
        const session = find(id);
        if (session === undefined) return null;
        return { subject: session.userId, expiresAt: session.expiresAt, state: states.get(id) ?? null };
      },
      async raise(id, from, to) {
        const session = find(id);
        if (session === undefined) return null;
        const standing = states.get(id) ?? null;
        if ((standing?.ordinal ?? 0) !== from) return standing;
        states.set(id, to);
        const lastSeenAt = new Date(Math.max(+session.lastSeenAt, +at));
        sessions.set(id, { ...session, ...client, lastSeenAt });
        return to;
      },
    }),
  };
}
