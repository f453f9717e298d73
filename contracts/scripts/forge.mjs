// `node scripts/forge.mjs ARGS...`: forge, in contracts/.
import { spawnSync } from "node:child_process";
import { root, tool } from "./tool.mjs";

const result = spawnSync(tool("forge"), process.argv.slice(2), { cwd: root, stdio: "inherit" });
if (result.error) throw result.error;
process.exit(result.status ?? 1);
