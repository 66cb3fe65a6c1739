import type { ReactNode } from "react";
import { visitor } from "../gate.ts";
import { Notice } from "../ui/notice.tsx";
import { TextLink } from "../ui/text-link.tsx";

interface SignedInProps {
  readonly next: string;
  /** For everyone else. */
  readonly otherwise?: ReactNode;
}

/** Tells a visitor who need not log in that they are logged in already. */
export async function SignedIn({ next, otherwise = null }: SignedInProps) {
  const found = await visitor();
  if (found.state !== "in") return otherwise;
  return (
    <Notice>
      You’re logged in as <bdi>{found.me.user.name}</bdi>. <TextLink href={next}>Continue</TextLink>, or log in with
      another account.
    </Notice>
  );
}
