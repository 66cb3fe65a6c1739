import type { Blacklist, VerifiedPayload } from "@curfew/auth/blacklist";
import { challengeFor, httpErrorOf } from "@curfew/http";

/** What passport-jwt is told: an error, or a user, or `false` and a challenge. */
type Done = (error: unknown, user?: unknown, challenge?: string) => void;

/** The verify callback of passport-jwt's `Strategy`. */
export type Validate = (payload: VerifiedPayload, done: Done) => Promise<void>;

/**
 * Creates the verify callback of passport-jwt from a blacklist. `userOf` finds the user of a live token, null if there is none
 * any more; default: the payload. Where the blacklist can't be asked, passport is given an error of status 503, which Express
 * answers as such.
 *
 * @example
 * passport.use(new Strategy({ secretOrKey, jwtFromRequest }, validate(blacklist, ({ sub }) => users.find(sub))));
 */
export function validate(
  blacklist: Pick<Blacklist, "isRevoked">,
  userOf: (payload: VerifiedPayload) => unknown = (payload) => payload,
): Validate {
  return async (payload, done) => {
    const answer = await judge(blacklist, userOf, payload).catch((error: unknown) => ({ error: httpErrorOf(error) }));
    // Called out of reach of the `catch`: what later middleware throws is not ours.
    if ("error" in answer) done(answer.error);
    else if (answer.user) done(null, answer.user);
    else done(null, false, challengeFor("token_revoked"));
  };
}

async function judge(
  blacklist: Pick<Blacklist, "isRevoked">,
  userOf: (payload: VerifiedPayload) => unknown,
  payload: VerifiedPayload,
): Promise<{ readonly user: unknown }> {
  return { user: (await blacklist.isRevoked(payload)) ? null : await userOf(payload) };
}
