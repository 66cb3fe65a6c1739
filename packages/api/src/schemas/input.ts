import { z } from "zod";
import { MAX_EMAIL } from "../protocol.ts";
import { isDeliverable, normalEmail } from "./email.ts";
import { nameProblem, trimmedName } from "./name.ts";
import { passwordProblem } from "./password.ts";

/**
 * What a client may send. Messages are for people: they stand next to the field. Unknown keys are refused by
 * name (`errors/fields.ts`): a mistyped one would look like one that was left out.
 */

/** Leaves room for 128 characters in any spelling that normalises to them. */
const MAX_RAW_PASSWORD = 1024;
const MAX_ID = 255;
const MAX_CURSOR = 512;
const MAX_SEARCH = 254;

/** Takes a text; `missing` is the message where it was left out. */
function text(missing: string) {
  return z.string({ error: ({ input }) => (input === undefined ? missing : "Enter text.") });
}

/** Takes an object with these fields and no other. */
function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  // The sentence for an unknown key is made where all of them are put under their fields.
  return z.strictObject(shape, { error: ({ code }) => (code === "invalid_type" ? "Send an object." : undefined) });
}

/** The input of procedures that need none: nothing, or an object without fields. */
export const nothing = fields({}).nullish();

/** An event stream takes nothing either; tRPC adds what the browser says it heard last. */
export const nothingForStream = fields({ lastEventId: z.unknown().optional() }).nullish();

const UNKNOWN_CURSOR = "Send the cursor as the page before gave it.";

/** The start of a page of a list: behind the row of this id. tRPC's infinite queries send `direction` as well. */
const page = {
  cursor: z.string(UNKNOWN_CURSOR).max(MAX_CURSOR, UNKNOWN_CURSOR).nullish(),
  direction: z.unknown().optional(),
};

/** The address of an existing account, kept and compared in one spelling. */
const presentedEmail = text("Enter your email address.")
  .max(2 * MAX_EMAIL, tooLong(MAX_EMAIL))
  .transform(toEmail);

const newEmail = presentedEmail.refine(isDeliverable, "Enter a valid email address.");

function toEmail(given: string, context: z.core.$RefinementCtx<string>): string {
  const email = normalEmail(given);
  if (email !== null) return email;
  const message = given.trim() === "" ? "Enter your email address." : "Enter a valid email address.";
  context.issues.push({ code: "custom", message, input: given });
  return z.NEVER;
}

/** A password that a user claims to have: its form is not judged, a wrong one is simply wrong. */
const presentedPassword = text("Enter your password.").max(MAX_RAW_PASSWORD, "This is too long for a password.");

const newPassword = text("Enter a password of at least 15 characters.")
  .max(MAX_RAW_PASSWORD, "This is too long for a password.")
  .superRefine((password, context) => {
    const problem = passwordProblem(password);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

/** The name of a person or a device. */
const name = text("Enter a name.")
  .transform(trimmedName)
  .superRefine((trimmed, context) => {
    const problem = nameProblem(trimmed);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

const id = text("Enter an id.").min(1, "Enter an id.").max(MAX_ID, tooLong(MAX_ID));

export const credentials = fields({ email: presentedEmail, password: presentedPassword });

export const signup = fields({
  email: newEmail,
  password: newPassword,
  name,
  /** True if the caller keeps its tokens itself, instead of a browser in its cookies. */
  tokens: z.boolean("Send true or false.").optional(),
});

export const passwordChange = fields({ currentPassword: presentedPassword, newPassword });
export const passwordReset = fields({
  token: text("The link is incomplete.").max(MAX_ID, tooLong(MAX_ID)),
  newPassword,
});
export const deletion = fields({ currentPassword: presentedPassword });
export const accountName = fields({ name });

/** Left out, the refresh cookie is used. */
export const refreshment = fields({ refreshToken: text("Send the refresh token.").optional() }).nullish();

export const token = fields({ token: text("Send the token to revoke.") });

export const sessionId = fields({ sessionId: id });
/** Null takes the name away. */
export const sessionName = fields({ sessionId: id, name: name.nullable() });
export const sessionPage = fields(page).nullish();

export const userId = fields({ userId: id });
export const userPage = fields({
  ...page,
  search: z.string("Enter text.").max(MAX_SEARCH, tooLong(MAX_SEARCH)).nullish(),
}).nullish();
export const eventPage = fields(page).nullish();
export const userEventPage = fields({ ...page, userId: id });

function tooLong(most: number): string {
  return `Use at most ${most} characters.`;
}
