import type { ReactNode } from "react";

/** Shows a page that has one thing to say. */
export function Message({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="mx-auto grid max-w-xl gap-5 py-6 sm:py-12">
      <h1 className="text-2xl">{title}</h1>
      {children && <div className="text-lg text-soft">{children}</div>}
      {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
    </div>
  );
}
