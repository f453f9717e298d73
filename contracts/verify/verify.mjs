#!/usr/bin/env node
// The second verifier of proof bundles: node verify.mjs BUNDLE... [--trust FILE]. Needs no network and no package, and shares no code with
// `platone verify`. Exit codes are the same: 0 it holds, 1 it does not, 2 it is no bundle; of several bundles the largest.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { oneLine, utf8 } from "./encoding.mjs";
import { FormatFault } from "./fault.mjs";
import { parseTrust } from "./trust.mjs";
import { BAD_INPUT, OK, verifyBundle } from "./verification.mjs";

function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { trust: { type: "string" } } });
  if (positionals.length === 0) throw new FormatFault("usage: node verify.mjs BUNDLE... [--trust FILE]");
  let trust = null;
  if (values.trust !== undefined) {
    try {
      trust = parseTrust(utf8(read(values.trust)));
    } catch (e) {
      if (e instanceof FormatFault) e.message = `${values.trust}: ${e.message}`;
      throw e;
    }
  }
  let code = OK;
  for (const file of positionals) {
    const result = verifyBundle(read(file), trust);
    code = Math.max(code, result.code);
    if (positionals.length > 1) {
      console.log(oneLine(`${result.code} ${file}: ${result.summary}`));
      continue;
    }
    for (const check of result.checks) console.log(`${check.ok ? "ok    " : "FAILED"} ${check.name}: ${check.text}`);
    console.log(result.summary);
  }
  return code;
}

function read(file) {
  try {
    return readFileSync(file);
  } catch (e) {
    throw new FormatFault(`${file}: ${e.message}`);
  }
}

try {
  process.exitCode = main();
} catch (e) {
  // A stack is for faults of this program; it is not bad input.
  const isInput = e instanceof FormatFault || e.code?.startsWith("ERR_PARSE_ARGS");
  console.error(isInput ? oneLine(`error: ${e.message}`) : e.stack);
  process.exitCode = isInput ? BAD_INPUT : 70;
}
