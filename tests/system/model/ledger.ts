import { expect } from "vitest";
import type { Pair, Session, Token } from "./state.ts";

/** A pair as a program is given it. */
export interface Given {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What the service gave for the tokens and sessions that the model knows by number. */
export function createLedger() {
  const texts = new Map<number, string>();
  const sessionIds = new Map<number, string>();

  const keepText = ({ number, expiresAt }: Token, text: string) => {
    // Given again it may be signed anew, but says the same.
    const said = claimsOf(texts.get(number) ?? text);
    expect(claimsOf(text)).toEqual({ ...said, exp: expiresAt / 1000 });
    texts.set(number, text);
  };

  return {
    textOf: ({ number }: Pick<Token, "number">) => texts.get(number) ?? "",
    idOf: ({ number }: Pick<Session, "number">) => sessionIds.get(number) ?? "",
    keep({ access, refresh }: Pair, given: Given): void {
      keepText(access, given.accessToken);
      keepText(refresh, given.refreshToken);
      const { sid } = claimsOf(given.accessToken);
      expect([sid, claimsOf(given.refreshToken).sid]).toEqual([sessionIds.get(access.session.number) ?? sid, sid]);
      sessionIds.set(access.session.number, sid);
    },
  };
}

function claimsOf(text: string): { readonly sid: string } {
  return JSON.parse(Buffer.from(text.split(".")[1] ?? "", "base64url").toString());
}
