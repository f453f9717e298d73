// Compiles and writes what the host deploys and reads storage by: artifacts/NAME.json, one for each contract of src/ that can be deployed.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile, folder } from "./compiled.mjs";

const artifacts = compile();
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) if (!artifacts.has(file)) rmSync(join(folder, file));
for (const [file, text] of artifacts) writeFileSync(join(folder, file), text);
console.log(`${artifacts.size} artifacts in contracts/artifacts`);
