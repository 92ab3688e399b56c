// Validates the descriptions of the interfaces by the specifications of OpenAPI and AsyncAPI.
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";
import { Validator } from "@seriousme/openapi-schema-validator";

const [openapi, asyncapi] = process.argv.slice(2);

/** In Spectral, 0 is an error and 1 a warning. */
const WARNING = 1;

const validator = new Validator();
const result = await validator.validate(openapi);
if (!result.valid || validator.version !== "3.1") {
  console.error(openapi, validator.version, JSON.stringify(result.errors, null, 2));
  process.exit(1);
}

const { document, diagnostics } = await new Parser().parse(await readFile(asyncapi, "utf8"));
const faults = diagnostics.filter(({ severity }) => severity <= WARNING);
if (!document || document.version() !== "3.0.0" || faults.length > 0) {
  for (const { message, path } of faults) {
    console.error(asyncapi, path.join("."), message);
  }
  process.exit(1);
}
console.log(`${openapi} is OpenAPI ${validator.version}, ${asyncapi} is AsyncAPI ${document.version()}`);
