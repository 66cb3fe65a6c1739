export { PASSWORD_LENGTH, passwordProblem } from "../schemas/password.ts";
export type { Judgement } from "./judge.ts";
export { judgePassword } from "./judge.ts";
