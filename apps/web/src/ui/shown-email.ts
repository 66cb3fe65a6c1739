import { domainToUnicode } from "node:url";

/**
 * Writes an email as its owner does: the domain in its own script. For server components, and for the user's own email
 * only: of others' one might pass for another.
 */
export function shownEmail(email: string): string {
  const at = email.lastIndexOf("@") + 1;
  return email.slice(0, at) + domainToUnicode(email.slice(at));
}
