import { passwordLengthProblem } from "../protocol.ts";

/** Gives the one spelling of a password that counts: compatible characters are one character (Unicode NFKC). */
export function normalise(password: string): string {
  return password.normalize("NFKC");
}

/** Says what is wrong with a new password by its form alone; null if nothing is. */
export function passwordProblem(password: string): string | null {
  return (
    passwordLengthProblem(password) ??
    (password.isWellFormed() ? null : "This holds something that is not a character.")
  );
}
