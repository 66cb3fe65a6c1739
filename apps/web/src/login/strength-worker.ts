import { type Judgement, judgePassword } from "@curfew/api/passwords";

/** How hard it is, 0 (guessed at once) to 4, why it would be refused, and what makes it easy. */
export type Answer = Judgement;

/** What is asked: a password, and what is known of the person. */
export interface Question {
  readonly password: string;
  readonly about: readonly string[];
}

/** Judges as the server does. Runs beside the page: the dictionaries are large, and are loaded when they are needed. */
addEventListener("message", ({ data: { password, about } }: MessageEvent<Question>) => {
  postMessage(judgePassword(password, about) satisfies Answer);
});
