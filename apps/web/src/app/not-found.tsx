import type { Metadata } from "next";
import { ButtonLink } from "../ui/button.tsx";
import { Message } from "../ui/message.tsx";
import { PageFrame } from "../ui/page-frame.tsx";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <PageFrame>
      <Message title="Page not found" actions={<ButtonLink href="/">Go to the home page</ButtonLink>}>
        <p>Check the address, or the page may have been removed.</p>
      </Message>
    </PageFrame>
  );
}
