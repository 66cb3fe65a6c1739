"use client";

import { useEffect, useState } from "react";
import { ReloadButton } from "./reload-button.tsx";

const FIRST_MS = 3_000;
const LONGEST_MS = 15_000;
const DEADLINE_MS = 15_000;

/** Loads the page anew as soon as it is answered by something else than 503, and says meanwhile that it tries. */
export function Retry() {
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const timer = setTimeout(
      async () => ((await isBack()) ? location.reload() : setTries(tries + 1)),
      Math.min(FIRST_MS * 1.5 ** tries, LONGEST_MS),
    );
    return () => clearTimeout(timer);
  }, [tries]);
  return (
    <div className="grid justify-items-start gap-3">
      <ReloadButton />
      <p role="status" className="text-soft">
        {tries > 0 && "Still trying…"}
      </p>
    </div>
  );
}

/** Asks again, but not while the page is hidden: it waits until it is visible. */
async function isBack(): Promise<boolean> {
  if (document.hidden) return false;
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store", redirect: "manual", signal });
    return answer.status !== 503;
  } catch {
    return false;
  }
}
