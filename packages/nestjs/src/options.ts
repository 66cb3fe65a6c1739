import type { CustomClaims } from "@curfew/auth";
import type { ProtectionOptions } from "@curfew/http";
import { ConfigurableModuleBuilder } from "@nestjs/common";
import type { IncomingRequest } from "./request.ts";

export interface CurfewModuleOptions<C extends CustomClaims = CustomClaims>
  extends Omit<ProtectionOptions<C>, "credentialsRequired"> {
  /** Takes the token from elsewhere; null if there is none. Default: the Bearer header, then the cookies. */
  readonly getToken?: (request: IncomingRequest) => string | null | undefined;
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<CurfewModuleOptions>()
  .setClassMethodName("forRoot")
  .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();
