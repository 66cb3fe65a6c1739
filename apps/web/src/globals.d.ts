/// <reference types="next" />
/// <reference types="next/image-types/global" />

declare module "*.docs" {
  const contents: import("./docs/page.ts").Contents;
  export default contents;
}
