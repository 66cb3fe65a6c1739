import { expect } from "vitest";
import type { Auth, Session, SignedClaims, Store, TokenPair } from "../../src/index.ts";

export interface Login extends TokenPair {
  readonly session: Session;
  /** Those of its access token. */
  readonly claims: SignedClaims;
}

/** One thing that is asked of `Auth`. */
export interface Operation {
  readonly name: string;
  /** What it asks of a healthy store, in this order, once each. */
  readonly calls: readonly (keyof Store & ("read" | "readPrimary" | "put" | "exchange" | "restore"))[];
  /** Resolves if it was done, with the tokens that it was about. */
  run(auth: Auth, login: Login): Promise<TokenPair>;
  /** Expects it to have been done. */
  expectDone(auth: Auth, pair: TokenPair): Promise<void>;
}

export const OPERATIONS: readonly Operation[] = [
  {
    name: "verify",
    calls: ["read"],
    async run(auth, login) {
      await expectLive(auth, login);
      return login;
    },
    expectDone: expectLive,
  },
  {
    name: "open",
    calls: ["readPrimary"],
    run: async (auth, { session }) => auth.issue(await auth.createSession(session.subject)),
    expectDone: expectLive,
  },
  {
    name: "rotate",
    calls: ["read", "exchange", "put", "exchange"],
    async run(auth, { refresh }) {
      const rotation = await auth.rotate(refresh.token);
      if (!rotation.ok) throw new Error(`refused: ${rotation.code}`);
      return rotation.pair;
    },
    expectDone: expectLive,
  },
  ending("revoke", ["put"], (auth, { claims }) => auth.revoke(claims), expectRevoked("token")),
  ending("endSessions", ["put"], (auth, { session }) => auth.revokeSessions([session]), expectRevoked("session")),
  ending("endSubject", ["put"], (auth, { session }) => auth.revokeSubject(session.subject), expectRevoked("subject")),
  ending(
    "endEverything",
    ["readPrimary", "exchange", "restore"],
    (auth) => auth.revokeAll(),
    expectRevoked("generation"),
  ),
];

/** An operation that says no more than that it is done. */
function ending(
  name: string,
  calls: Operation["calls"],
  run: (auth: Auth, login: Login) => Promise<unknown>,
  expectDone: Operation["expectDone"],
): Operation {
  return { name, calls, expectDone, run: (auth, login) => run(auth, login).then(() => login) };
}

async function expectLive(auth: Auth, { access }: TokenPair): Promise<void> {
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
}

function expectRevoked(by: string): Operation["expectDone"] {
  return async (auth, { access }) => {
    expect(await auth.verify(access.token)).toMatchObject({ ok: false, code: "token_revoked", by });
  };
}

export function operationOf(name: string): Operation {
  const found = OPERATIONS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found;
}
