import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/**
 * What of a syntax tree's place is looked at.
 * @typedef {{ node: { type: string }, parent?: { type: string, callee: { name?: string } } }} BabelPath
 */

/** Leaves the messages of errors unchanged: no test promises their wording. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "error-messages", {
    shouldIgnore(path) {
      const { node, parent } = /** @type {BabelPath} */ (path);
      const isText = node.type === "StringLiteral" || node.type === "TemplateLiteral";
      const isOfError = parent?.type === "NewExpression" && /Error$/.test(parent.callee.name ?? "");
      return isText && isOfError ? "no test promises the wording of a message" : undefined;
    },
  }),
];
