interface AnswerFacts {
  /** The client's address. */
  readonly address: string;
  /** That of whoever is at the other end of the connection: a proxy's, where there is one. Null if it can't be had. */
  readonly peer: string | null;
}

/** Answers what isn't a page. */
export type Answer = (request: Request, facts: AnswerFacts) => Promise<Response> | Response;

/** Everything that is answered by something other than a page, by path; one that ends with a slash stands for all below it. */
export type Answers = ReadonlyMap<string, Answer>;

/** An answer that has nothing to say: the page of that path says it, as one whose dependencies are down. */
export const RENDERED = new Response(null, { status: 503 });

/** Finds what answers a path; null: a page does, or nothing. */
export function answerTo(path: string, answers: Answers): Answer | null {
  const below = [...answers].find(([prefix]) => prefix.endsWith("/") && path.startsWith(prefix));
  return answers.get(path) ?? below?.[1] ?? null;
}
