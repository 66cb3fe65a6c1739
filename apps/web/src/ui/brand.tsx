import Link from "next/link";
import { Mark } from "./mark.tsx";

export function Brand() {
  return (
    <Link href="/" prefetch={false} className="-m-1 flex items-center gap-2 rounded-sm p-1 text-lg font-semibold">
      <Mark />
      Curfew
    </Link>
  );
}
