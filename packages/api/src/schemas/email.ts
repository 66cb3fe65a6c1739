import { domainToASCII } from "node:url";
import { MAX_EMAIL } from "../protocol.ts";

/** Atoms with single dots between them (RFC 5321 §4.1.2, Dot-string). */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** Labels of up to 63 letters, digits and inner hyphens (RFC 1035 §2.3.1). */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A domain that mail can be sent to over the Internet: two labels or more, the last of more than one letter. */
const PUBLIC = /\.(?:[a-z]{2,}|xn--[a-z0-9-]+)$/;

/**
 * Gives an address in the one spelling in which it is kept and compared: trimmed, in lower case, its domain in ASCII
 * (UTS #46), whether or not the browser has converted that. Null for what is no address.
 */
export function normalEmail(text: string): string | null {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf("@");
  const [local, domain] = [trimmed.slice(0, at), trimmed.slice(at + 1)];
  // Lower-casing would make a Kelvin sign the letter k: a local part with one would be another person's.
  if (at < 1 || !isAscii(local)) return null;
  const ascii = isAscii(domain) ? domain.toLowerCase() : domainToASCII(domain);
  const email = `${local.toLowerCase()}@${ascii}`;
  return /^[^\s@]+$/.test(local) && DOMAIN.test(ascii) && email.length <= MAX_EMAIL ? email : null;
}

/** Tells whether a normal address is one that mail could be sent to; older ones that aren't may still log in. */
export function isDeliverable(email: string): boolean {
  const at = email.lastIndexOf("@");
  return LOCAL.test(email.slice(0, at)) && PUBLIC.test(email.slice(at + 1));
}

function isAscii(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}
