/** Letters that are accented for a reader and don't come apart under Unicode's normalisation. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: "l",
  ø: "o",
  đ: "d",
  ħ: "h",
  ð: "d",
  þ: "th",
  æ: "ae",
  œ: "oe",
  ς: "σ",
};

/** All that people type for an apostrophe, and what autocorrection makes of it. */
const APOSTROPHES = /[‘’‛ʹʻʼʽ`´′＇]/g;

/** Characters that a reader doesn't see, or takes for an accent. */
const UNSEEN = /[\p{M}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Returns a name as a search sees it: the same for what reads alike whatever the case, width, accents and apostrophes,
 * in every script and both databases.
 */
export function fold(text: string): string {
  const plain = text.replace(APOSTROPHES, "'").normalize("NFKD").replace(UNSEEN, "");
  // Upper case first, which writes out the sharp s and dots no i.
  const lower = plain.toUpperCase().toLowerCase().normalize("NFKD").replace(UNSEEN, "");
  return lower.replace(/[łøđħðþæœς]/g, (letter) => LETTERS[letter] ?? letter);
}

/** Returns a name as the version before searches it, which knows no accents. */
export function foldCase(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
