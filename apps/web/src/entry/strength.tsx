"use client";

import { useEffect, useRef, useState } from "react";
import { problemWithPassword } from "./rules.ts";
import type { Estimate } from "./strength-worker.ts";

const WORDS = ["Very easy to guess", "Easy to guess", "Fair", "Strong", "Very strong"] as const;
const TONES = ["fill-bad", "fill-bad", "fill-warn", "fill-good", "fill-good"] as const;

interface StrengthProps {
  readonly password: string;
  /** Whether something is wrong with it that was said at its field. */
  readonly isRefused: boolean;
}

/** Tells how hard the password being typed is to guess. What the server has refused is easy, whatever it looks like. */
export function Strength({ password, isRefused }: StrengthProps) {
  const guess = useEstimate(password);
  const isKnown = useRefused(password, isRefused && problemWithPassword(password) === "");
  const estimate = isKnown ? KNOWN : guess;
  const score = estimate?.score ?? 0;
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
            className={estimate !== null && step < Math.max(score, 1) ? TONES[score] : "fill-line"}
          />
        ))}
      </svg>
      <p aria-live="polite">{sentenceFor(password, estimate)}</p>
    </div>
  );
}

const KNOWN: Estimate = { score: 0, advice: "It is on lists of known passwords." };

/** Whether this very text has been refused, now or earlier. */
function useRefused(password: string, isRefused: boolean): boolean {
  const refused = useRef(new Set<string>());
  useEffect(() => {
    if (isRefused) refused.current.add(password);
  }, [password, isRefused]);
  return isRefused || refused.current.has(password);
}

function sentenceFor(password: string, estimate: Estimate | null): string {
  if (password === "") return "At least 15 characters. A few unrelated words work well.";
  if (estimate === null) return problemWithPassword(password);
  const word = WORDS[estimate.score];
  return `${word}. ${problemWithPassword(password) || estimate.advice || ""}`.trim();
}

function useEstimate(password: string): Estimate | null {
  const worker = useRef<Worker>(null);
  const [estimate, setEstimate] = useState<Estimate | null>(null);

  useEffect(() => () => worker.current?.terminate(), []);
  useEffect(() => {
    if (password === "") return;
    worker.current ??= startWorker(setEstimate);
    const timer = setTimeout(() => worker.current?.postMessage(password), 120);
    return () => clearTimeout(timer);
  }, [password]);

  return password === "" ? null : estimate;
}

function startWorker(tell: (estimate: Estimate) => void): Worker {
  const worker = new Worker(new URL("./strength-worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Estimate>) => tell(data));
  return worker;
}
