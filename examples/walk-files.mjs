/** @typedef {import("./walks.mjs").Step} Step */

/**
 * Writes a walk for VS Code's REST Client.
 * @param {readonly Step[]} steps
 */
export function httpFile(steps) {
  const login = steps.find(({ takes }) => takes !== undefined);
  const variables = Object.entries(login?.takes ?? {}).map(
    ([name, path]) => `@${name} = {{login.response.body.$.${path}}}\n`,
  );
  const requests = steps.map((step) => {
    const lines = [`### ${step.name}: ${step.status}`, ...(step === login ? ["# @name login"] : [])];
    lines.push(`${step.method} {{url}}${step.path}`);
    if (step.bearer) lines.push(`Authorization: Bearer {{${step.bearer}}}`);
    if (step.body) lines.push("Content-Type: application/json", "", JSON.stringify(step.body));
    return `${lines.join("\n")}\n`;
  });
  return `@url = http://localhost:3000\n${variables.join("")}\n${requests.join("\n")}`;
}

/**
 * Writes a walk as a Postman collection, whose tests expect its statuses.
 * @param {string} name
 * @param {readonly Step[]} steps
 */
export function postmanCollection(name, steps) {
  const schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
  const variable = [{ key: "url", value: "http://localhost:3000" }];
  const collection = { info: { name: `Curfew: ${name}`, schema }, variable, item: steps.map(postmanItem) };
  return `${JSON.stringify(collection, null, 2)}\n`;
}

/** @param {Step} step */
function postmanItem({ name, method, path, body, bearer, status, takes = {} }) {
  const header = bearer ? [{ key: "Authorization", value: `Bearer {{${bearer}}}` }] : [];
  const json = { mode: "raw", raw: JSON.stringify(body), options: { raw: { language: "json" } } };
  const exec = [
    `pm.test("${name} is ${status}", () => pm.response.to.have.status(${status}));`,
    ...Object.entries(takes).map(([key, at]) => `pm.collectionVariables.set("${key}", pm.response.json().${at});`),
  ];
  const request = { method, url: `{{url}}${path}`, header, ...(body && { body: json }) };
  return { name, request, event: [{ listen: "test", script: { type: "text/javascript", exec } }] };
}
