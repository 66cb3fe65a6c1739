import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english, translations } from "@zxcvbn-ts/language-en";
import { normalise } from "../schemas/password.ts";

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
  translations: {
    ...translations,
    warnings: {
      ...translations.warnings,
      simpleRepeat: "Repeated characters like “aaa” are easy to guess.",
      extendedRepeat: "Repeated patterns like “abcabcabc” are easy to guess.",
      sequences: "Common character sequences like “abc” are easy to guess.",
      userInputs: "This contains something about you or this site.",
    },
  },
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

/** A password's resistance to guessing. */
export interface Judgement {
  /** 0 (guessed at once) to 4. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** The reason to refuse it as a new password; null if there is none. */
  readonly refusal: string | null;
  /** The reason why it is easier to guess than its length tells; null if none is known. */
  readonly advice: string | null;
}

const LISTED = "This password is on lists of known passwords. Choose another.";
const EASY = "This password is too easy to guess. Choose another.";

/**
 * Judges whether a password is one that guessers try early: commonly used, a pattern, or made of what is
 * known of the person (NIST SP 800-63B-4 §3.1.1.2). Of a long one only both ends are judged, and one good
 * end is enough. The one judge: what it refuses no sign-up takes, wherever it is asked. Takes some 10 ms.
 */
export function judgePassword(password: string, about: readonly string[]): Judgement {
  const text = normalise(password);
  if (PHRASES.has(bare(text))) return { score: 0, refusal: LISTED, advice: null };
  const personal = ["curfew", ...about.flatMap((known) => [known, bare(known), ...known.split(/[\s@.]+/)])];
  const characters = [...text];
  const ends = new Set([characters.slice(0, WINDOW).join(""), characters.slice(-WINDOW).join("")]);
  const estimates = [...ends].map((end) => estimator.check(end, personal));
  const best = estimates.reduce((one, other) => (other.score > one.score ? other : one));
  return {
    score: best.score,
    refusal: best.score < LEAST_SCORE ? EASY : null,
    advice: best.feedback.warning ?? null,
  };
}

/** Keeps letters and digits alone, in lower case. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
