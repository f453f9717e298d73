// RFC 9162, section 2.1: trees with SHA-256, and proofs about them.
import { createHash } from "node:crypto";

/** SHA-256 of parts, one after another. */
export const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();

export const leafHash = (data) => sha256(Buffer.of(0), data);

const node = (left, right) => sha256(Buffer.of(1), left, right);

/** Root of a tree with these leaves' hashes. */
export function rootOf(leaves) {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (2 * split < leaves.length) split *= 2;
  return node(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

/** Whether a proof leads from a leaf to a root (section 2.1.3.2). Index and size are BigInts. */
export function isIncluded(hash, index, size, proof, root) {
  if (index >= size) return false;
  let [fn, sn] = [index, size - 1n];
  for (const step of proof) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      hash = node(step, hash);
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn / 2n, sn / 2n];
    } else {
      hash = node(hash, step);
    }
    [fn, sn] = [fn / 2n, sn / 2n];
  }
  return sn === 0n && hash.equals(root);
}

/** Whether a proof shows that the second tree extends the first (section 2.1.4.2); trees of one size are the same. Sizes are BigInts. */
export function isExtended(first, second, firstRoot, secondRoot, proof) {
  if (first === second) return proof.length === 0 && firstRoot.equals(secondRoot) && (first !== 0n || firstRoot.equals(sha256()));
  if (first === 0n || first > second || proof.length === 0) return false;
  const path = (first & (first - 1n)) === 0n ? [firstRoot, ...proof] : proof;
  let [fn, sn] = [first - 1n, second - 1n];
  while (fn % 2n === 1n) [fn, sn] = [fn / 2n, sn / 2n];
  let [fr, sr] = [path[0], path[0]];
  for (const step of path.slice(1)) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      [fr, sr] = [node(step, fr), node(step, sr)];
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn / 2n, sn / 2n];
    } else {
      sr = node(sr, step);
    }
    [fn, sn] = [fn / 2n, sn / 2n];
  }
  return sn === 0n && fr.equals(firstRoot) && sr.equals(secondRoot);
}
