import Link from "next/link";
import type { ReactNode } from "react";

/** A link in a text. Nothing is fetched before it is followed. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="font-semibold text-link underline underline-offset-4">
      {children}
    </Link>
  );
}
