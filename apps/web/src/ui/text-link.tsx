import type { ReactNode } from "react";

/** Shows a link in a text: a full navigation like all of ours, so that no router keeps what a page has shown. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="font-semibold text-link underline underline-offset-4">
      {children}
    </a>
  );
}
