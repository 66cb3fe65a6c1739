import { createInterface } from "node:readline";

/** The streams of a terminal, if there is one. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks at the terminal; anything but a full "yes" means no. Returns true without a terminal: there the command itself
 * confirms.
 */
export async function confirm(question: string, { input, output }: Terminal): Promise<boolean> {
  if (!input.isTTY) return true;
  const dialogue = createInterface({ input, output });
  try {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    // Ctrl+C, or the end of the input.
    dialogue.once("close", () => resolve(null));
    dialogue.question(`${question} Type yes to go on: `, resolve);
    const answer = await promise;
    if (answer === null) output.write("\n");
    return answer?.trim().toLowerCase() === "yes";
  } finally {
    dialogue.close();
  }
}
