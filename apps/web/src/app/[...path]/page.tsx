import { notFound } from "next/navigation";

/** Every path that nothing else is at. A page, so that no other page carries what this one shows. */
export default function NowherePage(): never {
  notFound();
}
