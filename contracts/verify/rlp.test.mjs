import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { FormatFault } from "./fault.mjs";
import { keccak256 } from "./keccak.mjs";
import { decode } from "./rlp.mjs";
import { lookUp } from "./trie.mjs";
import { encode } from "./testing/encode.mjs";

const shared = (name) => new URL(`../../../shared/data/ledger/${name}`, import.meta.url);
const vectors = (name) => JSON.parse(readFileSync(shared(name), "utf8"));
const missing = (name) => (existsSync(shared(name)) ? false : `../shared/data/ledger/${name} is not here`);

test("Keccak-256 of nothing, of a text, and of a block's length", () => {
  assert.equal(keccak256(Buffer.alloc(0)).toString("hex"), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  assert.equal(keccak256(Buffer.from("abc")).toString("hex"), "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
  assert.equal(keccak256(Buffer.alloc(136)).toString("hex"), "3a5912a7c5faa06ee4fe906253e339467a9ce87d533c65be3c15cb231cdb25f9");
});

test("Keccak-256 of ethers' 257 vectors", { skip: missing("ethers_hashes_257.json") }, () => {
  for (const { data, keccak256: hash } of vectors("ethers_hashes_257.json")) {
    assert.equal(`0x${keccak256(Buffer.from(data.slice(2), "hex")).toString("hex")}`, hash);
  }
});

test("RLP that is valid is read, and comes out as it was", { skip: missing("eth_rlp_valid.json") }, () => {
  for (const [name, { out }] of Object.entries(vectors("eth_rlp_valid.json"))) {
    const bytes = Buffer.from(out.slice(2), "hex");
    assert.deepEqual(encode(decode(bytes)), bytes, name);
  }
});

test("RLP that is not valid is refused", { skip: missing("eth_rlp_invalid.json") }, () => {
  for (const [name, { out }] of Object.entries(vectors("eth_rlp_invalid.json"))) {
    assert.throws(() => decode(Buffer.from(out.replace(/^0x/, ""), "hex")), FormatFault, name);
  }
});

test("RLP that is cut, longer, or not in its shortest form is refused", () => {
  const bytes = encode([Buffer.from("cat"), [Buffer.alloc(60, 7), Buffer.alloc(0)], Buffer.of(5)]);
  assert.deepEqual(encode(decode(bytes)), bytes);
  for (let length = 0; length < bytes.length; length++) assert.throws(() => decode(bytes.subarray(0, length)), FormatFault);
  for (const wrong of ["8100", "817f", "b800", "b837", "b90038", "f800", "f90001", "c0c0", "bfffffffffffffffff", "b8"]) {
    assert.throws(() => decode(Buffer.from(wrong, "hex")), FormatFault, wrong);
  }
});

test("A trie's nodes lead to the value of their key only", () => {
  // Two leaves under a branch, made by hand; of the keys the first nibbles of the hashes differ.
  const [a, b] = [Buffer.from("key a"), Buffer.from("key c")];
  const paths = [a, b].map((k) => keccak256(k).toString("hex"));
  assert.notEqual(paths[0][0], paths[1][0]);
  const leaves = paths.map((p, i) => encode([Buffer.from(`3${p.slice(1)}`, "hex"), Buffer.alloc(40, i + 1)]));
  const children = new Array(17).fill(Buffer.alloc(0));
  paths.forEach((p, i) => (children[parseInt(p[0], 16)] = keccak256(leaves[i])));
  const branch = encode(children);
  const root = keccak256(branch);
  assert.deepEqual(lookUp(root, a, [branch, leaves[0]]), Buffer.alloc(40, 1));
  assert.deepEqual(lookUp(root, b, [branch, leaves[1]]), Buffer.alloc(40, 2));
  for (const [key, nodes] of [
    [a, [branch, leaves[1]]],
    [a, [branch]],
    [a, []],
    [a, [leaves[0]]],
    [a, [branch, leaves[0], leaves[0]]],
    [Buffer.from("another"), [branch, leaves[0]]],
  ]) {
    assert.throws(() => lookUp(root, key, nodes), FormatFault);
  }
});
