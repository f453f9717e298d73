// Measures what transactions cost and writes GAS.md; with --check it only compares, exactly: the EVM's gas is the same everywhere.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./tool.mjs";

const folder = join(root, "cache", "gas");
const page = join(root, "GAS.md");
rmSync(folder, { recursive: true, force: true });
run("forge", ["test", "--match-contract", "GasTest"]);
const read = (group) => JSON.parse(readFileSync(join(folder, `${group}.json`), "utf8"));
const number = (value) => Number(value).toLocaleString("en-US");
const each = (gas, batch) => (Number(gas) / batch).toFixed(2);

const anchors = read("anchor");
const batches = [256, 1024, 4096, 16384, 65536];
const lines = [
  "# Gas",
  "",
  "Written by `npm --prefix contracts run gas`; do not edit. What each transaction costs as a whole, with the 21,000 of every transaction",
  "and its calldata, under Berlin's rules. CI measures again and compares exactly.",
  "",
  "## A certified event",
  "",
  "One anchor certifies all events since the one before. Of 32 logs of 1,000,000 to 1,047,833 leaves:",
  "",
  "| events an anchor | gas an anchor, mean | most | gas an event, mean |",
  "|---:|---:|---:|---:|",
  ...batches.map((batch) => {
    const [mean, most] = [anchors[`${batch} mean`], anchors[`${batch} most`]];
    return `| ${number(batch)} | ${number(mean)} | ${number(most)} | ${each(mean, batch)} |`;
  }),
  "",
  "The cost follows the length of the consistency proof, which depends on the two sizes.",
];
for (const group of ["EventLog", "FlexToken", "PodRegistry", "FlexMarket", "Bridge"]) {
  lines.push("", `## ${group}`, "", "| | gas |", "|---|---:|");
  for (const [name, gas] of Object.entries(read(group)).sort(([a], [b]) => (a < b ? -1 : 1))) lines.push(`| ${name} | ${number(gas)} |`);
}
const text = `${lines.join("\n")}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(page, text);
  console.log("contracts/GAS.md is written");
} else if (readFileSync(page, "utf8") !== text) {
  const committed = readFileSync(page, "utf8").split("\n");
  for (const [i, line] of text.split("\n").entries()) if (line !== committed[i]) console.error(`- ${committed[i]}\n+ ${line}`);
  console.error("contracts/GAS.md is not what the contracts cost: npm --prefix contracts run gas writes it anew");
  process.exit(1);
} else {
  console.log("contracts/GAS.md is what the contracts cost");
}
