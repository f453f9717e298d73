// C2SP signed-note, tlog-checkpoint and tlog-cosignature: notes, the keys that sign them, and tree heads as notes.
import { createPublicKey, verify } from "node:crypto";
import { isPrimePoint } from "./ed25519.mjs";
import { base64, bigEndian, decimal } from "./encoding.mjs";
import { FormatFault } from "./fault.mjs";
import { sha256 } from "./merkle.mjs";

/** Types of keys: how a log signs, and how a witness does. */
export const LOG = 0x01;
export const WITNESS = 0x04;

// Not empty, no plus, no control character, no white space of Unicode.
const notInNames = /[+\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const isName = (name) => name.length > 0 && !notInNames.test(name);

/** Reads a vkey, name+id+base64(type || key). */
export function parseKey(vkey) {
  const [name, id, ...rest] = vkey.split("+");
  const typed = base64(rest.join("+"));
  if (rest.length === 0 || typed === null || typed.length === 0) throw new FormatFault(`'${vkey}' is not a vkey: name+key id+base64`);
  if (typed[0] !== LOG && typed[0] !== WITNESS) throw new FormatFault(`the vkey of ${name} has the unknown type ${typed[0]}`);
  if (!isName(name)) throw new FormatFault(`'${name}' is not the name of a note's key`);
  if (typed.length !== 33 || !isPrimePoint(typed.subarray(1))) throw new FormatFault(`the key of ${name} is not an Ed25519 public key`);
  if (sha256(name, "\n", typed).subarray(0, 4).toString("hex") !== id) {
    throw new FormatFault(`the key id ${id} of ${name} does not fit its key`);
  }
  const jwk = { kty: "OKP", crv: "Ed25519", x: typed.subarray(1).toString("base64url") };
  return { name, id, type: typed[0], bytes: typed.subarray(1), key: createPublicKey({ key: jwk, format: "jwk" }) };
}

/** Reads a note: its text, with the newline that ends it, and its signatures. */
export function parseNote(note) {
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new FormatFault("a signed note holds no control character but newline");
  const blank = note.lastIndexOf("\n\n");
  if (blank < 0 || !note.endsWith("\n") || blank + 2 === note.length) {
    throw new FormatFault("a signed note is a text, an empty line, and signature lines");
  }
  const lines = note.slice(blank + 2, -1).split("\n");
  if (lines.length > 100) throw new FormatFault("a signed note with more than 100 signatures is not read");
  return { text: note.slice(0, blank + 1), signatures: lines.map(parseLine) };
}

function parseLine(line) {
  const parts = line.startsWith("\u2014 ") ? line.slice(2).split(" ") : [];
  const bytes = parts.length === 2 && isName(parts[0]) ? base64(parts[1]) : null;
  if (bytes === null || bytes.length <= 4) {
    throw new FormatFault("a signature line is an em dash, the key's name and base64, with single spaces");
  }
  return { name: parts[0], id: bytes.subarray(0, 4).toString("hex"), signature: bytes.subarray(4) };
}

/** Whether a key signed the note. A line that names it and is wrong spoils the note. */
export function isSigned(note, key) {
  const own = note.signatures.filter((s) => s.name === key.name && s.id === key.id);
  for (const { signature } of own) if (!isGood(note.text, key, signature)) throw new FormatFault(`the signature of ${key.name} is wrong`);
  return own.length > 0;
}

function isGood(text, key, signature) {
  if (key.type === LOG) return isOf(key, Buffer.from(text), signature);
  if (signature.length !== 72 || signature.readBigInt64BE(0) < 0n) return false;
  const message = Buffer.from(`cosignature/v1\ntime ${signature.readBigUInt64BE(0)}\n${text}`);
  return isOf(key, message, signature.subarray(8));
}

// The first half is a point as a key is one: of others it depends on the way of computing whether they are good.
const isOf = (key, message, signature) =>
  signature.length === 64 && verify(null, message, key.key, signature) && isPrimePoint(signature.subarray(0, 32));

/** Reads the text of a note as a tree head. */
export function parseCheckpoint(text) {
  const lines = text.slice(0, -1).split("\n");
  if (lines.length < 3 || lines.includes("")) {
    throw new FormatFault("a checkpoint has three or more lines, none empty: origin, tree size, root hash");
  }
  const [origin, size, root] = [lines[0], decimal(lines[1]), base64(lines[2])];
  if (size === null) throw new FormatFault(`'${lines[1]}' is not the tree size of a checkpoint`);
  if (root === null || root.length !== 32) throw new FormatFault(`'${lines[2]}' is not the root hash of a checkpoint`);
  return { origin, size, root };
}

/** A field of a leaf: its length in four bytes, and itself. */
export const field = (bytes) => Buffer.concat([bigEndian(bytes.length, 4), bytes]);
