export type { Judgement } from "./judge.ts";
export { judgePassword } from "./judge.ts";
