import { ButtonLink } from "../ui/button.tsx";
import { Message } from "../ui/message.tsx";

/** What Next.js puts into every page in case, and shows for a file of its own that isn't there. */
export default function NotFound() {
  return <Message title="Page not found" actions={<ButtonLink href="/">Go to the home page</ButtonLink>} />;
}
