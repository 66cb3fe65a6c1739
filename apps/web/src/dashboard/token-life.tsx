"use client";

import { useEffect, useState } from "react";
import { renewal } from "../trpc/renewal.ts";
import { hearOtherTabs } from "../trpc/tabs.ts";
import { Card } from "../ui/card.tsx";

export interface TokenLifeProps {
  /** ISO 8601, like all of these. */
  readonly issuedAt: string;
  readonly expiresAt: string;
  /** When the session is over, whatever is renewed. */
  readonly sessionEndsAt: string;
  /** The server's time when it rendered this: its clock counts, not the reader's. */
  readonly now: string;
}

/** Shows how long the access token in use still lives. */
export function TokenLife({ issuedAt, expiresAt, sessionEndsAt, now }: TokenLifeProps) {
  const life = Date.parse(expiresAt) - Date.parse(issuedAt);
  const remaining = Math.max(0, useRemaining(useLatest(expiresAt), Date.parse(now)));
  const isSessionOver = useRemaining(Date.parse(sessionEndsAt), Date.parse(now)) <= 0;
  return (
    <Card title="Your access token">
      <div className="flex flex-wrap items-center gap-6">
        <Ring part={life > 0 ? remaining / life : 0} />
        <div className="grid gap-1">
          <p role="timer" className="font-mono text-2xl tabular-nums">
            {remaining > 0 ? clockFace(remaining) : "expired"}
          </p>
          <p className="text-sm text-soft">{wordFor(remaining, isSessionOver)}</p>
        </div>
      </div>
      <p className="text-sm text-soft">Once you log out, it is refused immediately, however much time it had left.</p>
    </Card>
  );
}

function wordFor(remaining: number, isSessionOver: boolean): string {
  if (remaining > 0) return "until it expires";
  return isSessionOver ? "Session over" : "will be renewed by the next request";
}

/** Returns when the token now in use expires: the page's own, or one that it was renewed to since. */
function useLatest(expiresAt: string): number {
  const [renewed, setRenewed] = useState<string | null>(null);
  useEffect(() => renewal.onRenewed(({ expiresAt }) => setRenewed(expiresAt)), []);
  useEffect(() => hearOtherTabs((message) => message.type === "renewed" && setRenewed(message.expiresAt)), []);
  return Math.max(Date.parse(expiresAt), Date.parse(renewed ?? expiresAt));
}

/** Milliseconds until `end`, once a second. */
function useRemaining(end: number, serverNow: number): number {
  const [ahead] = useState(() => Date.now() - serverNow);
  const [remaining, setRemaining] = useState(end - serverNow);
  useEffect(() => {
    const look = () => setRemaining(end - (Date.now() - ahead));
    look();
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, [end, ahead]);
  return remaining;
}

function Ring({ part }: { part: number }) {
  return (
    <svg viewBox="0 0 64 64" className="size-16 -rotate-90" aria-hidden="true" focusable="false">
      <circle cx="32" cy="32" r="28" fill="none" strokeWidth="6" className="stroke-sunken" />
      <circle
        cx="32"
        cy="32"
        r="28"
        fill="none"
        strokeWidth="6"
        strokeLinecap="round"
        pathLength="100"
        strokeDasharray={`${(100 * part).toFixed(1)} 100`}
        className={part > 0 ? "stroke-lamp-line" : "stroke-none"}
      />
    </svg>
  );
}

function clockFace(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const face = `${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${face}` : face;
}
