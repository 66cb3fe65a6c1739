import { answerText } from "../../docs/answer-text.ts";
import contents from "../../docs/contents.docs";

export function GET(): Response {
  return answerText(contents.llms, "text/plain");
}
