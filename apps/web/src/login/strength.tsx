"use client";

import { PASSWORD_LENGTH } from "@curfew/api/protocol";
import { useEffect, useRef, useState } from "react";
import { problemWithPassword } from "./rules.ts";
import type { Answer, Question } from "./strength-worker.ts";

const WORDS = ["Very easy to guess", "Easy to guess", "Fair", "Strong", "Very strong"] as const;
const TONES = ["fill-bad", "fill-bad", "fill-warn", "fill-good", "fill-good"] as const;

interface StrengthProps {
  readonly password: string;
  /** What is known of the user, and easy to guess for others who know it too. */
  readonly about: readonly string[];
  /** Whether its length is said to be wrong beside it already. */
  readonly hasError: boolean;
}

/** Shows how hard the password being typed is to guess, by the same check as the server's. */
export function Strength({ password, about, hasError }: StrengthProps) {
  const answer = useAnswer(password, about);
  const score = answer?.score ?? 0;
  return (
    <div className="grid gap-1.5">
      <meter className="sr-only" aria-label="Strength" min={0} max={4} value={score} />
      <svg className="h-1.5 w-full" aria-hidden="true" focusable="false">
        {[0, 1, 2, 3].map((step) => (
          <rect
            key={step}
            x={`${step * 25.4}%`}
            width="23.8%"
            height="100%"
            rx="3"
            className={answer !== null && step < Math.max(score, 1) ? TONES[score] : "fill-line"}
          />
        ))}
      </svg>
      <p aria-live="polite">{sentenceFor(password, answer, hasError)}</p>
    </div>
  );
}

function sentenceFor(password: string, answer: Answer | null, hasError: boolean): string {
  const problem = hasError ? "" : problemWithPassword(password);
  if (password === "")
    return `${hasError ? "" : `At least ${PASSWORD_LENGTH.least} characters. `}A few unrelated words work well.`;
  if (answer === null) return problem;
  return `${WORDS[answer.score]}. ${problem || adviceOf(answer, hasError)}`.trim();
}

/** One that is refused gets a reason or a way to a better one; at its score alone it might look good enough. */
function adviceOf({ score, refusal, advice }: Answer, hasError: boolean): string {
  if (refusal === null || advice !== null) return advice ?? "";
  if (score > 0) return "Add another word or two.";
  return hasError ? "" : refusal;
}

function useAnswer(password: string, about: readonly string[]): Answer | null {
  const worker = useRef<Worker>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const known = about.join("\n");

  useEffect(() => () => worker.current?.terminate(), []);
  useEffect(() => {
    if (password === "") return;
    worker.current ??= startWorker(setAnswer);
    const question = { password, about: known.split("\n").filter(Boolean) } satisfies Question;
    const timer = setTimeout(() => worker.current?.postMessage(question), 120);
    return () => clearTimeout(timer);
  }, [password, known]);

  return password === "" ? null : answer;
}

function startWorker(tell: (answer: Answer) => void): Worker {
  const worker = new Worker(new URL("./strength-worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => tell(data));
  return worker;
}
