/**
 * Returns an email as it is stored: the part after the `@` in the ASCII form that the domain name system knows
 * (`exämple.com` is `xn--exmple-cua.com`, UTS #46). Most browsers' fields do this themselves, but not all.
 */
export function asciiEmail(text: string): string {
  const email = text.trim();
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1);
  if (at < 0 || !/[^\x21-\x7e]/.test(domain) || /[/:?#@\\[\]\s]/.test(domain)) return email;
  return `${email.slice(0, at)}@${URL.parse(`http://${domain}`)?.hostname ?? domain}`;
}
