import type { Services } from "../context.ts";
import { commitRevocation, finishRevocation, newRevocationId } from "../sessions/pending-revocation.ts";

type Foundation = Pick<Services, "auth" | "database" | "clock" | "report">;

/**
 * Suspends an account and ends all its sessions; false if there is no such account. One that is suspended
 * already keeps its earlier time, and its sessions end once more. Rejects as `auth` and `database` do.
 */
export async function suspendAccount(parts: Foundation, userId: string): Promise<boolean> {
  const mark = (await begin(parts, userId)) ?? (await afterOther(parts, userId));
  if (mark === null) return false;
  await commitRevocation(parts, { userId, id: mark });
  return true;
}

async function begin(parts: Foundation, userId: string): Promise<string | null> {
  const { database, clock } = parts;
  const ending = await newRevocationId(parts);
  return (await database.users.prepareSuspension(userId, { at: clock(), ending })) ? ending : null;
}

/** Begins once more when another ending stood in the way, which is finished first. */
async function afterOther(parts: Foundation, userId: string): Promise<string | null> {
  const account = await parts.database.users.byId(userId);
  if (account !== null && account.ending !== null) await finishRevocation(parts, { userId, id: account.ending });
  return begin(parts, userId);
}
