/** A letter, digit, sign or punctuation mark that leaves something to be seen (Unicode: not default-ignorable, no blank). */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Returns true if any part of a text can be seen. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** Returns what to call a user: their name, or their email where the name would leave a gap. */
export function nameOf({ name, email }: { readonly name: string; readonly email: string }): string {
  return isVisible(name) ? name : email;
}
