import { answerText } from "../../../../docs/answer-text.ts";
import { findPage } from "../../../../docs/pages.ts";

interface Context {
  readonly params: Promise<{ readonly slug: readonly string[] }>;
}

/** Answers a page's source: `next.config.mjs` brings `/docs/<page>.md` here. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const slug = (await params).slug.join("/");
  const found = findPage(slug === "index" ? "" : slug);
  return found ? answerText(found.page.markdown, "text/markdown") : answerText("Not found.\n", "text/plain", 404);
}
