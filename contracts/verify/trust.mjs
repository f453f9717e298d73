// Whom a verifier trusts: keys of logs, keys of witnesses and how many of them, and blocks of chains (docs/log.md, docs/proofs.md).
import { hex } from "./encoding.mjs";
import { FormatFault } from "./fault.mjs";
import { Fields, parse } from "./json.mjs";
import { LOG, parseKey, WITNESS } from "./note.mjs";

/** Reads a trust file. White space and the order of fields are free. */
export function parseTrust(json) {
  const top = new Fields(parse(json), "", ["format", "logs", "witnesses", "quorum"], ["chains"]);
  top.format("platone/trust/v1");
  const [logs, witnesses] = [keys(top, "logs", LOG), keys(top, "witnesses", WITNESS)];
  if (logs.length === 0) throw new FormatFault("logs: at least one log's vkey is needed");
  const quorum = top.integer("quorum");
  if (quorum > witnesses.length) throw new FormatFault(`quorum: ${quorum} of ${witnesses.length} witnesses cannot be reached`);
  const chains = top.has("chains") ? top.list("chains", chain) : [];
  return { logs, witnesses, quorum, chains };
}

function keys(top, name, type) {
  const list = top.list(name, (value, path) => {
    if (typeof value !== "string") throw new FormatFault(`${path} is not a text`);
    const key = parseKey(value);
    if (key.type !== type) throw new FormatFault(`${name}: the key ${key.name} has type ${key.type}; here it must be ${type}`);
    return key;
  });
  list.forEach((key, i) => {
    if (list.slice(0, i).some((other) => other.bytes.equals(key.bytes))) {
      throw new FormatFault(`${name}: the key of ${key.name} is there twice`);
    }
  });
  return list;
}

function chain(value, path) {
  const fields = new Fields(value, path, ["chainId", "contract", "blockHash"]);
  return { chainId: fields.count("chainId"), contract: fields.hex("contract", 20), blockHash: fields.hex("blockHash", 32) };
}
