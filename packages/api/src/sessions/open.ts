import type { Session, TokenPair } from "@curfew/auth";
import type { Account, ClientMetadata, NewAccount, NewSession } from "../database.ts";
import { ApiError } from "../errors/api-error.ts";
import { endAll, type SessionContext } from "./end.ts";
import type { Holder } from "./hand-out.ts";
import { overLimit } from "./limit.ts";
import { awaitRevocation } from "./pending-revocation.ts";
import { replaced } from "./presented.ts";

/**
 * Opens a session for an account whose password was checked. The order is what a racing password
 * change or suspension can't get around: those change the account first and its epoch after; here the
 * epoch is read first, and the session inserted only if the account is still as it was checked. Once
 * more is tried if an ending was under way. In a browser it replaces the session that was there.
 *
 * What has to go ends before the new session is recorded, and in one write: if the blacklist refuses
 * that, nothing has happened. Should the account turn out to have changed meanwhile, they have ended for a
 * login that is refused. That is better than a login that is answered 503 and yet stands: the change ends them
 * too, all but the session it was made from, and the next login would have had to end the same.
 */
export async function openSession(context: SessionContext, checked: Account, holder: Holder): Promise<TokenPair> {
  return (await tryOpen(context, checked, holder)) ?? (await tryAgain(context, checked, holder)) ?? refuse();
}

async function tryAgain(context: SessionContext, checked: Account, holder: Holder): Promise<TokenPair | null> {
  const account = await context.services.database.users.byId(checked.id);
  return account?.passwordHash === checked.passwordHash ? tryOpen(context, account, holder) : null;
}

async function tryOpen(context: SessionContext, account: Account, holder: Holder): Promise<TokenPair | null> {
  const { services, client } = context;
  if (account.ending !== null) await awaitRevocation(services, { userId: account.id, id: account.ending });
  const session = await services.auth.createSession(account.id);
  const leaving = holder === "browser" ? await replaced(context) : [];
  await endAll(context, [...leaving, ...(await overLimit(services, account.id, leaving))]);
  const isOpen = await services.database.sessions.open(newSession(session, client), account.passwordHash);
  return isOpen ? services.auth.issue(session) : null;
}

function refuse(): never {
  throw new ApiError("credentials_invalid");
}

/**
 * Inserts an account with its first session, both or neither. In a browser it replaces the session that was there.
 * Throws `email_taken`.
 */
export async function openFirstSession(
  context: SessionContext,
  account: NewAccount,
  holder: Holder,
): Promise<TokenPair> {
  const { auth, database } = context.services;
  const session = await auth.createSession(account.id);
  if (holder === "browser") await endAll(context, await replaced(context));
  const outcome = await database.users.signUp(account, newSession(session, context.client));
  if (outcome === "email_taken") throw new ApiError("email_taken");
  return auth.issue(session);
}

/** Returns what the session list keeps of a session that opens. */
function newSession(session: Session, client: ClientMetadata): NewSession {
  const { id, subject: userId, line: generation, startedAt, expiresAt, first } = session;
  return { id, userId, generation, startedAt, expiresAt, refreshTokenId: first.refreshId, ...client };
}
