import type { ReactNode } from "react";
import { visitor } from "../gate.ts";
import { Notice } from "../ui/notice.tsx";
import { TextLink } from "../ui/text-link.tsx";
import { nameOf } from "../ui/visible.ts";

interface SignedInProps {
  readonly next: string;
  /** What else there is to tell, above it. */
  readonly notice?: (isLoggedIn: boolean) => ReactNode;
}

/** Tells a visitor who need not log in that they are logged in already. */
export async function SignedIn({ next, notice }: SignedInProps) {
  const found = await visitor();
  return (
    <>
      {notice?.(found.state === "in")}
      {found.state === "in" && (
        <Notice>
          You’re logged in as <bdi>{nameOf(found.me.user)}</bdi>. <TextLink href={next}>Continue</TextLink>, or log in
          with another account.
        </Notice>
      )}
    </>
  );
}
