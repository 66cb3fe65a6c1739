import { z } from "zod";
import type { SignedClaims } from "../token/claims.ts";
import type { RefreshRecord } from "./refresh-record.ts";

/** What the version before kept of the use of one of its refresh tokens. */
export interface UseBefore {
  readonly successor: string | null;
  readonly answeredAt: string | null;
}

const plan = z.object({ access: z.string(), refresh: z.string(), at: z.int() });

/** Reads the same as it is kept now, as the first exchange of its session; null for a token that wasn't used, or isn't of that version. */
export function recordOfBefore({ tokenId }: SignedClaims<"refresh">, use: UseBefore | null): RefreshRecord | null {
  if (use?.successor === null || use === null) return null;
  const { access: accessId, refresh, at: plannedAt } = plan.parse(JSON.parse(use.successor));
  const answeredAt = use.answeredAt === null ? null : Number(use.answeredAt);
  const count = { minuteBegan: plannedAt, exchanges: 1 };
  return { ordinal: 1, tokenId: refresh, previousId: tokenId, accessId, plannedAt, answeredAt, ...count };
}
