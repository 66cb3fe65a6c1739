import { domainToUnicode } from "node:url";

/**
 * An address as people write it: the domain in its own script. For server components, and for one's own
 * address only: of other people's, one might pass for another.
 */
export function shownEmail(email: string): string {
  const at = email.lastIndexOf("@") + 1;
  return email.slice(0, at) + domainToUnicode(email.slice(at));
}
