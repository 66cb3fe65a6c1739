export type { Judgement } from "./judge.ts";
export { judgePassword } from "./judge.ts";
export { PASSWORD_LENGTH, passwordProblem } from "./rules.ts";
