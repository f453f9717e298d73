// A proof bundle: JSON in exactly one form, the one that JSON.stringify gives for its fields in their order (docs/log.md, docs/proofs.md).
import { bigEndian } from "./encoding.mjs";
import { FormatFault } from "./fault.mjs";
import { Fields, parse } from "./json.mjs";
import { leafHash, sha256 } from "./merkle.mjs";
import { field, parseKey } from "./note.mjs";

/** Reads a bundle. */
export function parseBundle(json) {
  const document = parse(json);
  const top = new Fields(document, "", ["format", "entry", "units", "log"], ["anchor"]);
  top.format("platone/bundle/v1");
  const entry = top.object("entry", ["persistenceId", "sequenceNr", "recordedAt", "manifest", "storedSha256", "unitsRoot"]);
  const log = top.object("log", ["vkey", "index", "proof", "checkpoint"]);
  const bundle = {
    entry: {
      persistenceId: entry.text("persistenceId"),
      sequenceNr: entry.integer("sequenceNr"),
      recordedAt: microseconds(entry),
      manifest: entry.text("manifest"),
      stored: entry.hex("storedSha256", 32),
      unitsRoot: entry.hex("unitsRoot", 32),
    },
    units: top.list("units", unit),
    key: parseKey(log.text("vkey")),
    index: BigInt(log.integer("index")),
    proof: log.hexList("proof", 32),
    checkpoint: log.text("checkpoint"),
    anchor: top.has("anchor") ? anchor(top) : null,
  };
  if (JSON.stringify(canonical(document)) !== json) {
    throw new FormatFault("not in canonical form: white space, order of fields, or a value or escape written otherwise");
  }
  if (/\\[^"\\n]/.test(json.replaceAll("\\\\", ""))) throw new FormatFault("a bundle holds no control character but newline");
  return bundle;
}

/** The hash of an entry's leaf. */
export function entryHash({ persistenceId, sequenceNr, recordedAt, manifest, stored, unitsRoot }) {
  const fields = [Buffer.from(persistenceId), bigEndian(sequenceNr, 8), bigEndian(recordedAt, 8), Buffer.from(manifest), stored, unitsRoot];
  return leafHash(Buffer.concat(fields.map(field)));
}

const order = {
  "": ["format", "entry", "units", "log", "anchor"],
  entry: ["persistenceId", "sequenceNr", "recordedAt", "manifest", "storedSha256", "unitsRoot"],
  units: ["commitment", "salt", "content"],
  log: ["vkey", "index", "proof", "checkpoint"],
  anchor: ["contract", "seq", "size", "root", "consistency", "block", "accountProof", "storageProof"],
  block: ["hash", "header"],
};

// The same values, objects with their fields in order.
function canonical(value, name = "") {
  if (Array.isArray(value)) return value.map((element) => canonical(element, name));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(order[name].filter((key) => Object.hasOwn(value, key)).map((key) => [key, canonical(value[key], key)]));
}

function unit(value, path) {
  const disclosed = !(value !== null && typeof value === "object" && Object.hasOwn(value, "commitment"));
  const fields = new Fields(value, path, disclosed ? ["salt", "content"] : ["commitment"]);
  if (!disclosed) return { commitment: fields.hex("commitment", 32), content: null };
  const [salt, content] = [fields.hex("salt", 32), fields.base64("content")];
  return { commitment: sha256(salt, content), content };
}

// Microseconds since 1970, from a time in UTC with six decimals.
function microseconds(entry) {
  const text = entry.text("recordedAt");
  const parts = /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3})([0-9]{3})Z$/.exec(text);
  const milliseconds = parts === null || text.startsWith("0000") ? NaN : Date.parse(`${parts[1]}Z`);
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== `${parts[1]}Z`) {
    throw new FormatFault(`${entry.at("recordedAt")} is not a UTC time with six decimals, yyyy-MM-ddTHH:mm:ss.ffffffZ`);
  }
  return BigInt(milliseconds) * 1000n + BigInt(parts[2]);
}

function anchor(top) {
  const fields = top.object("anchor", order.anchor);
  const block = fields.object("block", order.block);
  return {
    contract: fields.hex("contract", 20),
    seq: BigInt(fields.count("seq")),
    size: BigInt(fields.integer("size")),
    root: fields.hex("root", 32),
    consistency: fields.hexList("consistency", 32),
    blockHash: block.hex("hash", 32),
    header: block.hex("header"),
    accountProof: fields.hexList("accountProof"),
    storageProof: fields.hexList("storageProof"),
  };
}
