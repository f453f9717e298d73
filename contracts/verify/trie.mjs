// Ethereum's Merkle-Patricia trie: the value that the nodes of an eth_getProof lead to.
import { FormatFault } from "./fault.mjs";
import { keccak256 } from "./keccak.mjs";
import { decode } from "./rlp.mjs";

const nibbles = (bytes) => [...bytes.toString("hex")].map((digit) => parseInt(digit, 16));

/** The value at keccak256(key) under a root; all nodes must be used. */
export function lookUp(root, key, nodes) {
  let [path, expected] = [nibbles(keccak256(key)), root];
  for (const [number, bytes] of nodes.entries()) {
    const node = decode(bytes);
    if (!keccak256(bytes).equals(expected)) throw new FormatFault(`node ${number} is not the one its parent names`);
    if (number > 0 && bytes.length < 32) throw new FormatFault(`node ${number} is short enough to lie within its parent`);
    if (!Array.isArray(node)) throw new FormatFault(`node ${number} is no list`);
    if (node.length === 17) {
      expected = reference(node[path[0]], number);
      path = path.slice(1);
      continue;
    }
    if (node.length !== 2 || !Buffer.isBuffer(node[0]) || node[0].length === 0) {
      throw new FormatFault(`node ${number} is neither branch, extension nor leaf`);
    }
    const [flag, ...rest] = nibbles(node[0]);
    if (flag > 3 || (flag % 2 === 0 && rest[0] !== 0)) throw new FormatFault(`the path of node ${number} is not in its only form`);
    const part = flag % 2 === 0 ? rest.slice(1) : rest;
    if (!part.every((nibble, i) => nibble === path[i])) throw new FormatFault(`node ${number} is on another path`);
    path = path.slice(part.length);
    if (flag < 2) {
      if (part.length === 0) throw new FormatFault(`the path of node ${number} is empty`);
      expected = reference(node[1], number);
      continue;
    }
    if (path.length !== 0 || !Buffer.isBuffer(node[1])) throw new FormatFault(`node ${number} is on another path`);
    if (number !== nodes.length - 1) throw new FormatFault("nodes follow the one with the value");
    return node[1];
  }
  throw new FormatFault("the nodes do not lead to a value");
}

function reference(child, number) {
  if (!Buffer.isBuffer(child) || child.length !== 32) throw new FormatFault(`node ${number} does not lead on by a hash`);
  return child;
}
