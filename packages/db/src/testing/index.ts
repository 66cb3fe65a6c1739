export { ageLoss } from "./age-loss.ts";
