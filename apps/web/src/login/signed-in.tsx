import type { Loaded, Me } from "../root.ts";
import { Notice } from "../ui/notice.tsx";
import { TextLink } from "../ui/text-link.tsx";
import { nameOf } from "../ui/visible.ts";

/** Tells a visitor who need not log in that they are logged in already. */
export function SignedIn({ found, next }: { found: Loaded<Me>; next: string }) {
  if (found.state !== "in") return null;
  return (
    <Notice>
      You’re logged in as <bdi>{nameOf(found.value.user)}</bdi>. <TextLink href={next}>Continue</TextLink>, or log in
      with another account.
    </Notice>
  );
}
