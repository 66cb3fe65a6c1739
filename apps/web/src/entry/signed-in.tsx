import { visitor } from "../gate.ts";
import { Notice } from "../ui/notice.tsx";
import { TextLink } from "../ui/text-link.tsx";

/** Tells a visitor who need not log in that they are logged in already. */
export async function SignedIn({ next }: { next: string }) {
  const found = await visitor();
  if (found.state !== "in") return null;
  return (
    <Notice>
      You are logged in as {found.me.user.name}. <TextLink href={next}>Go on</TextLink>, or use another account.
    </Notice>
  );
}
