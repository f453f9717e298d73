// What forge compiles the contracts to, in the form in which it is committed: small, sorted, and without anything of the machine.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./tool.mjs";

/** Where the artifacts are. */
export const folder = join(root, "artifacts");

/** Compiles; the text of each artifact by its file's name. */
export function compile() {
  run("forge", ["build", "--force", "--skip", "test"]);
  const artifacts = new Map();
  for (const source of readdirSync(join(root, "src")).filter((f) => f.endsWith(".sol")).sort()) {
    const name = source.slice(0, -".sol".length);
    const output = JSON.parse(readFileSync(join(root, "out", source, `${name}.json`), "utf8"));
    // Libraries whose functions are all internal, interfaces and abstract contracts are never deployed.
    if (output.abi.length === 0 || output.bytecode.object === "0x") continue;
    artifacts.set(`${name}.json`, `${JSON.stringify(sorted(artifact(name, output)), null, 1)}\n`);
  }
  return artifacts;
}

function artifact(name, output) {
  const { compiler, settings, sources } = output.metadata;
  const immutables = Object.values(output.deployedBytecode.immutableReferences ?? {}).flat();
  return {
    contract: name,
    compiler: compiler.version,
    evmVersion: settings.evmVersion,
    optimizerRuns: settings.optimizer.runs,
    // keccak256 of each source, as the compiler's metadata has it.
    sources: Object.fromEntries(Object.entries(sources).map(([path, source]) => [path, source.keccak256])),
    abi: output.abi,
    bytecode: output.bytecode.object,
    deployedBytecode: output.deployedBytecode.object,
    // Places in the deployed bytecode that the constructor fills: left out of a comparison with eth_getCode.
    immutables: immutables.map(({ start, length }) => ({ start, length })).sort((a, b) => a.start - b.start),
    storage: layout(output.storageLayout),
  };
}

// label -> slot, byte within it, type; the compiler's own numbers of syntax nodes are left out.
function layout({ storage, types }) {
  return Object.fromEntries(
    storage.map(({ label, slot, offset, type }) => [label, { slot: Number(slot), offset, type: types[type].label }]));
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
