import type { ReactNode } from "react";

/** Shows what a private page is, and what it is for. */
export function PageTitle({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mb-8 grid max-w-2xl gap-2">
      <h1 className="text-2xl wrap-anywhere">{title}</h1>
      <p className="text-soft wrap-anywhere">{children}</p>
    </div>
  );
}
