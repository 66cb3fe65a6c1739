import type { ReactNode } from "react";

export function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid min-w-0 grid-cols-1 content-start gap-5 rounded-lg border border-line bg-surface p-4 sm:p-7">
      <h2 className="text-lg">{title}</h2>
      {children}
    </section>
  );
}
