import { after } from "next/server";
import { root } from "./root.ts";

/** Answers a request to what isn't a page. */
async function handle(request: Request): Promise<Response> {
  const { answer, maintain } = root();
  after(maintain);
  return answer(request);
}

/** Every method that Next.js knows: which are right the answer says itself, and how it is said. */
export const handlers = {
  ...{ GET: handle, HEAD: handle, POST: handle, PUT: handle, PATCH: handle, DELETE: handle, OPTIONS: handle },
};
