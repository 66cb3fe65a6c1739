import type { Metadata } from "next";
import { ButtonLink } from "../ui/button.tsx";
import { Message } from "../ui/message.tsx";
import { PageFrame } from "../ui/page-frame.tsx";

export const metadata: Metadata = { title: "Nothing here" };

export default function NotFound() {
  return (
    <PageFrame>
      <Message title="There is nothing here" actions={<ButtonLink href="/">Go to the start</ButtonLink>}>
        <p>The address may be mistyped, or what was here is gone.</p>
      </Message>
    </PageFrame>
  );
}
