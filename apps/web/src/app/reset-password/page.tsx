import type { Metadata } from "next";
import { EntryPage } from "../../login/login-page.tsx";
import { ResetForm } from "../../login/reset-form.tsx";
import { TextLink } from "../../ui/text-link.tsx";

export const metadata: Metadata = { robots: { index: false, follow: false } };

/** Where an operator's link leads. To look at it changes nothing: its secret stands in the fragment, and only the form sends it. */
export default function ResetPasswordPage() {
  const instead = (
    <>
      Remembered it after all? <TextLink href="/login">Log in</TextLink>
    </>
  );
  return (
    <EntryPage title="Set a new password" instead={instead}>
      <ResetForm />
    </EntryPage>
  );
}
