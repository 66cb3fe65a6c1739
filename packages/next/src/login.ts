import type { CustomClaims, SessionOptions, TokenPair } from "@curfew/auth";
import { httpErrorOf, presentedToken, readCredential } from "@curfew/http";
import { cookies, headers } from "next/headers.js";
import type { CurfewServices } from "./services.ts";

/** Begins and ends sessions in server actions and route handlers. Each rejects with a 503 `AuthHttpError` in an outage. */
export interface Login<C extends CustomClaims = CustomClaims> {
  /** Begins a session for a subject whose password the app has checked, and sets its cookies. A session before it ends. */
  readonly logIn: (subject: string, options?: SessionOptions<C>) => Promise<void>;
  /** Ends the visitor's session on every device that has its tokens, and clears its cookies. */
  readonly logOut: () => Promise<void>;
}

/** Creates what begins and ends the sessions of an app. */
export function createLogin<C extends CustomClaims>(services: CurfewServices<C>): Login<C> {
  const { auth } = services;
  const endPresent = async () => endSession(services, new Headers(await headers()));
  return {
    logIn: (subject, options) =>
      orUnavailable(async () => {
        await endPresent();
        await setCookies(services, await auth.issue(await auth.createSession(subject, options)));
      }),
    logOut: () =>
      orUnavailable(async () => {
        await endPresent();
        await clearCookies(services);
      }),
  };
}

/** Runs what asks the blacklist, and rejects with a 503 `AuthHttpError` if it can't be asked. */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((cause: unknown) => {
    throw httpErrorOf(cause);
  });
}

/** Revokes the session that these headers name, by a token of ours that may have expired. Resolves with whether they name one. */
export async function endSession<C extends CustomClaims>(
  { auth, cookies }: Pick<CurfewServices<C>, "auth" | "cookies">,
  sent: Headers,
): Promise<boolean> {
  const credential = readCredential(sent, cookies);
  const tokens = (["access", "refresh"] as const).map((kind) => presentedToken(credential, kind));
  const claims = await Promise.all(tokens.map((found) => (found.ok ? auth.verifySignature(found.token) : null)));
  const sessions = claims.filter((each) => each !== null);
  if (sessions.length === 0) return false;
  await auth.revokeSessions(sessions.map(({ sessionId: id, sessionExpiresAt: expiresAt }) => ({ id, expiresAt })));
  return true;
}

async function setCookies<C extends CustomClaims>({ cookies: names, clock }: CurfewServices<C>, pair: TokenPair) {
  const jar = await cookies();
  for (const kind of ["access", "refresh"] as const) {
    const { token, expiresAt } = pair[kind];
    const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - clock().getTime()) / 1000));
    jar.set(names[kind], token, { ...attributesOf(names[kind]), maxAge });
  }
}

async function clearCookies<C extends CustomClaims>({ cookies: names }: CurfewServices<C>) {
  const jar = await cookies();
  for (const name of Object.values<string>({ ...names })) jar.set(name, "", { ...attributesOf(name), maxAge: 0 });
}

/** The attributes of `sessionCookies` of `@curfew/http`, as Next.js takes them. */
function attributesOf(name: string) {
  return { path: "/", httpOnly: true, sameSite: "lax", secure: name.startsWith("__Host-") } as const;
}
