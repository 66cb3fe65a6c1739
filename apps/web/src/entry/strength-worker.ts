import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";

/** Guesses how many guesses a password takes. Runs beside the page: the dictionaries are large and long passwords slow. */
const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: {
    ...english.translations,
    warnings: {
      ...english.translations.warnings,
      simpleRepeat: "Repeated characters like “aaa” are easy to guess.",
      extendedRepeat: "Repeated patterns like “abcabcabc” are easy to guess.",
      sequences: "Common character sequences like “abc” are easy to guess.",
      userInputs: "This contains something about you or this site.",
    },
  },
});

addEventListener("message", ({ data: password }: MessageEvent<string>) => {
  const { score, feedback } = zxcvbn.check(password);
  postMessage({ score, advice: feedback.warning ?? null } satisfies Estimate);
});

export interface Estimate {
  /** 0 (guessed at once) to 4. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  readonly advice: string | null;
}
