/** Length of a password in Unicode code points after NFKC (NIST SP 800-63B-4 §3.1.1, single factor). */
export const PASSWORD_LENGTH = { least: 15, most: 128 } as const;

/** Gives the one spelling of a password that counts: compatible characters are one character (Unicode NFKC). */
export function normalise(password: string): string {
  return password.normalize("NFKC");
}

/** Says what is wrong with a new password by its form alone; null if nothing is. */
export function passwordProblem(password: string): string | null {
  const { length } = [...normalise(password)];
  if (length < PASSWORD_LENGTH.least) return `Use at least ${PASSWORD_LENGTH.least} characters.`;
  if (length > PASSWORD_LENGTH.most) return `Use at most ${PASSWORD_LENGTH.most} characters.`;
  return password.isWellFormed() ? null : "This holds something that is not a character.";
}
