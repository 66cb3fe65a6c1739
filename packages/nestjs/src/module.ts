import { Module } from "@nestjs/common";
import { APP_GUARD } from "@nestjs/core";
import { CurfewGuard } from "./guard.ts";
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from "./options.ts";

/**
 * Protects every route of the app by `CurfewGuard`: `CurfewModule.forRoot({ auth })`, or `forRootAsync({ useFactory, inject })`.
 * Global unless `isGlobal` is false.
 */
export class CurfewModule extends ConfigurableModuleClass {}

Module({
  providers: [CurfewGuard, { provide: APP_GUARD, useExisting: CurfewGuard }],
  exports: [CurfewGuard, MODULE_OPTIONS_TOKEN],
})(CurfewModule);
