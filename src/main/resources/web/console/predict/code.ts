/** The languages of the examples, in their order. */
export const LANGUAGES = ["curl", "python", "javascript"] as const;
export type CodeLanguage = (typeof LANGUAGES)[number];

/** A prediction, as an example asks for it. */
export interface Call {
  /** The address of the endpoint. */
  address: string;
  model: string;
  /** The name of the picture's file. */
  file: string;
  /** Whether the service has an API token. The examples read it from the environment, so it is not copied. */
  secured: boolean;
}

/** A program that asks for the prediction and prints the answer. It runs in the folder of the picture. */
export function example(language: CodeLanguage, call: Call): string {
  switch (language) {
    case "curl":
      return curl(call);
    case "python":
      return python(call);
    case "javascript":
      return javascript(call);
  }
}

function curl({ address, model, file, secured }: Call): string {
  const start = `{"model_id":${JSON.stringify(model)},"image_data":"`;
  return [
    `{ printf '%s' ${shell(start)}; base64 < ${shell(file)} | tr -d '\\n'; printf '"}'; } |`,
    `  curl --silent --show-error --header 'Content-Type: application/json' \\`,
    ...(secured ? [`    --header "Authorization: Bearer $API_TOKEN" \\`] : []),
    `    --data-binary @- ${shell(address)}`,
  ].join("\n");
}

function python({ address, model, file, secured }: Call): string {
  return [
    "import base64",
    ...(secured ? ["import os"] : []),
    "",
    "import requests",
    "",
    `with open(${text(file)}, "rb") as picture:`,
    "    data = base64.b64encode(picture.read()).decode()",
    "answer = requests.post(",
    `    ${text(address)},`,
    `    json={"model_id": ${text(model)}, "image_data": data},`,
    ...(secured ? [`    headers={"Authorization": f"Bearer {os.environ['API_TOKEN']}"},`] : []),
    "    timeout=60,",
    ")",
    "answer.raise_for_status()",
    `for prediction in answer.json()["predictions"]:`,
    `    print(f"{prediction['probability']:.4f} {prediction['label']}")`,
  ].join("\n");
}

function javascript({ address, model, file, secured }: Call): string {
  const token = secured ? `, Authorization: \`Bearer \${process.env.API_TOKEN}\`` : "";
  return [
    `import { readFile } from "node:fs/promises";`,
    "",
    `const data = await readFile(${text(file)}, "base64");`,
    `const answer = await fetch(${text(address)}, {`,
    `  method: "POST",`,
    `  headers: { "Content-Type": "application/json"${token} },`,
    `  body: JSON.stringify({ model_id: ${text(model)}, image_data: data }),`,
    "});",
    "if (!answer.ok) {",
    "  throw new Error(await answer.text());",
    "}",
    "for (const { label, probability } of (await answer.json()).predictions) {",
    "  console.log(probability.toFixed(4), label);",
    "}",
  ].join("\n");
}

/** A word of a POSIX shell. */
function shell(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A string of JavaScript and of Python, in ASCII without control characters. */
function text(content: string): string {
  return JSON.stringify(content).replace(/[\u007f-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
