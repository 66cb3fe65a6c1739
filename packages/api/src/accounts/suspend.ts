import {
  commitRevocation,
  finishRevocation,
  newRevocationId,
  type ReportingServices,
} from "../sessions/pending-revocation.ts";

/**
 * Suspends an account and ends all its sessions; false if there is no such account. One that is suspended
 * already keeps its earlier time, and its sessions end once more. Rejects as `auth` and `database` do.
 */
export async function suspendAccount(services: ReportingServices, userId: string): Promise<boolean> {
  const mark = (await begin(services, userId)) ?? (await afterOther(services, userId));
  if (mark === null) return false;
  await commitRevocation(services, { userId, id: mark });
  return true;
}

async function begin(services: ReportingServices, userId: string): Promise<string | null> {
  const { database, clock } = services;
  const ending = await newRevocationId(services);
  return (await database.users.prepareSuspension(userId, { at: clock(), ending })) ? ending : null;
}

/** Finishes the revocation that stood in the way, and tries once more. */
async function afterOther(services: ReportingServices, userId: string): Promise<string | null> {
  const account = await services.database.users.byId(userId);
  if (account !== null && account.ending !== null) await finishRevocation(services, { userId, id: account.ending });
  return begin(services, userId);
}
