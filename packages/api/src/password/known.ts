import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english } from "@zxcvbn-ts/language-en";
import { normalise } from "./rules.ts";

/**
 * How many characters are looked at from either end, and how many exchanged letters (`p4ssw0rd`) are
 * undone. The library's work grows steeply with both: at its defaults 32 random characters hold the
 * event loop for half a second, within these bounds for about 10 ms.
 */
const WINDOW = 32;
const SUBSTITUTIONS = 4;

/** The library's scale goes from 0 to 4; below 3 a guesser needs fewer than 10^8 tries. */
const LEAST_SCORE = 3;

const { "passwords-common": passwords, "diceware-common": diceware } = common;
const { "commonWords-en": words, "firstnames-en": names } = english;
const estimator = new ZxcvbnFactory({
  dictionary: { passwords, diceware, words, names },
  graphs: adjacencyGraphs,
  l33tMaxSubstitutions: SUBSTITUTIONS,
  maxLength: WINDOW,
});

/** Long enough, many words, and in every list all the same; without spaces and signs. */
const PHRASES = new Set([
  "correcthorsebatterystaple",
  "fourscoreandsevenyearsago",
  "iloveyouverymuch",
  "itwasthebestoftimes",
  "itwasthebestoftimesitwastheworstoftimes",
  "loremipsumdolor",
  "loremipsumdolorsitamet",
  "maytheforcebewithyou",
  "myvoiceismypassport",
  "onceuponatime",
  "supercalifragilisticexpialidocious",
  "thequickbrownfox",
  "thequickbrownfoxjumps",
  "thequickbrownfoxjumpsoverthelazydog",
  "thisismypassword",
  "tobeornottobe",
  "tobeornottobethatisthequestion",
  "twinkletwinklelittlestar",
]);

/**
 * Whether a password is one that guessers try early: commonly used, a pattern, or made of what is
 * known of the person (NIST SP 800-63B-4 §3.1.1.2). Of a long one only both ends are judged, and one
 * good end is enough.
 */
export function isWellKnown(password: string, about: readonly string[]): boolean {
  const text = normalise(password);
  if (PHRASES.has(bare(text))) return true;
  const personal = ["curfew", ...about.flatMap((known) => [known, bare(known), ...known.split(/[\s@.]+/)])];
  const isWeak = (part: string) => estimator.check(part, personal).score < LEAST_SCORE;
  const characters = [...text];
  const [head, tail] = [characters.slice(0, WINDOW).join(""), characters.slice(-WINDOW).join("")];
  return isWeak(head) && (head === tail || isWeak(tail));
}

/** Letters and digits alone, in lower case. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
