// The chain part of a bundle: that the contract EventLog, in the state of a block, has a head of the log (docs/proofs.md).
import { bigEndian } from "./encoding.mjs";
import { FormatFault } from "./fault.mjs";
import { keccak256 } from "./keccak.mjs";
import { isExtended, sha256 } from "./merkle.mjs";
import { decode, decodeList, number } from "./rlp.mjs";
import { lookUp } from "./trie.mjs";

/** Slot of the mapping headOf; contracts/artifacts/EventLog.json, storage.headOf. */
const HEAD_OF = 4;

const isHash = (item) => Buffer.isBuffer(item) && item.length === 32;

/** Checks all that needs no trust, and gives the block's number; a fault says what does not hold. */
export function checkAnchor(anchor, index, checkpoint) {
  if (index >= anchor.size) throw new FormatFault(`the anchored head is older than the leaf: size ${anchor.size}, leaf ${index}`);
  const [older, newer] = checkpoint.size <= anchor.size ? [checkpoint, anchor] : [anchor, checkpoint];
  if (!isExtended(older.size, newer.size, older.root, newer.root, anchor.consistency)) {
    throw new FormatFault("the anchored head is of another history than the checkpoint, or the consistency proof is wrong");
  }

  // Read before it is hashed: what is far too long is refused at once.
  const header = decodeList(anchor.header, 15, Infinity);
  if (!keccak256(anchor.header).equals(anchor.blockHash)) throw new FormatFault("the header is not that of the block's hash");
  const [stateRoot, block] = [header[3], number(header[8], 8, "the number of the header")];
  if (!isHash(stateRoot)) throw new FormatFault("the header has no state root");

  const [nonce, balance, storageRoot, codeHash] = decodeList(lookUp(stateRoot, anchor.contract, anchor.accountProof), 4);
  number(nonce, 8, "the nonce of the account");
  number(balance, 32, "the balance of the account");
  if (!isHash(storageRoot) || !isHash(codeHash)) throw new FormatFault("the account has no storage root or no code hash");
  const slot = keccak256(Buffer.concat([bigEndian(anchor.seq, 32), bigEndian(HEAD_OF, 32)]));
  const value = decode(lookUp(storageRoot, slot, anchor.storageProof));
  const head = sha256(bigEndian(anchor.size, 8), anchor.root);
  const begin = head.findIndex((byte) => byte !== 0);
  if (!Buffer.isBuffer(value) || !value.equals(head.subarray(begin))) {
    throw new FormatFault(`the contract has another head under ${anchor.seq}`);
  }
  return block;
}
