import type { INestApplicationContext } from "@nestjs/common";
import { PATH_METADATA } from "@nestjs/common/constants.js";
import { MetadataScanner, ModulesContainer, Reflector } from "@nestjs/core";
import { isPublic } from "./public.ts";

/**
 * Lists the handlers of routes that need no token, as `AuthController.login`: for a test that none was made public by
 * mistake.
 */
export function publicRoutesOf(app: INestApplicationContext): readonly string[] {
  const [reflector, scanner] = [new Reflector(), new MetadataScanner()];
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  const routes = controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== "function") return [];
    return scanner.getAllMethodNames(metatype.prototype).flatMap((name) => {
      const handler = metatype.prototype[name] as () => unknown;
      const context = { getHandler: () => handler, getClass: () => metatype as never };
      const isRoute = Reflect.hasMetadata(PATH_METADATA, handler);
      return isRoute && isPublic(reflector, context) ? [`${metatype.name}.${name}`] : [];
    });
  });
  return routes.toSorted();
}
