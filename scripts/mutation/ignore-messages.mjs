import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** Leaves the messages of errors unchanged: no test promises their wording. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "error-messages", {
    shouldIgnore({ node, parent }) {
      const isText = node.type === "StringLiteral" || node.type === "TemplateLiteral";
      const isOfError = parent?.type === "NewExpression" && /Error$/.test(parent.callee.name ?? "");
      return isText && isOfError ? "no test promises the wording of a message" : undefined;
    },
  }),
];
