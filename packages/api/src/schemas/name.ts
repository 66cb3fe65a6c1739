import { MAX_NAME } from "../protocol.ts";

/** More than any name needs: what is longer is refused before anything is looked at. */
const MAX_UNITS = 1_000;

/** Controls, line breaks, halves of characters, and what turns the direction of the text around it. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/**
 * Something that leaves ink: Hangul fillers count as letters and the empty braille cell as a sign, but show nothing.
 */
const VISIBLE = /[[\p{L}\p{N}\p{P}\p{S}]--[\p{Default_Ignorable_Code_Point}\u2800]]/v;

/** Spaces, and what only joins or directs its neighbours; but the tags that end a flag belong to it. */
const AT_AN_END = /^[[\p{Z}\p{Cf}\s]--[\u{e0020}-\u{e007f}]]$/v;

/** Takes away what can't be seen from both ends; joiners inside stay, as emoji and many scripts need them. */
export function trimmedName(text: string): string {
  const characters = [...text.slice(0, MAX_UNITS + 1)];
  let [start, end] = [0, characters.length];
  while (start < end && AT_AN_END.test(characters[start] ?? "")) start += 1;
  while (end > start && AT_AN_END.test(characters[end - 1] ?? "")) end -= 1;
  return characters.slice(start, end).join("");
}

/** Tells what is wrong with a name that was trimmed; null if nothing is. */
export function nameProblem(name: string): string | null {
  if (name === "") return "Enter a name.";
  if (name.length > MAX_UNITS || [...name].length > MAX_NAME) return `Use at most ${MAX_NAME} characters.`;
  return UNPRINTABLE.test(name) || !VISIBLE.test(name) ? "Use visible characters only." : null;
}
