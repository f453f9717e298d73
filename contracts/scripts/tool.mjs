// Foundry's native binaries as npm ci leaves them; called directly, so no install script is needed.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder contracts/. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The path of forge, cast or anvil. */
export function tool(name) {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`@foundry-rs/${name}-linux-amd64/package.json`)), "bin", name);
  } catch {
    throw new Error(`${name} is not installed: run npm ci in contracts/, on Linux on x64`);
  }
}

/** Runs a tool in contracts/ and gives what it wrote; its failure is an error with all it said. */
export function run(name, args, { env = {} } = {}) {
  const result = spawnSync(tool(name), args, { cwd: root, env: { ...process.env, ...env }, encoding: "utf8", maxBuffer: 1 << 28 });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${result.status}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}
