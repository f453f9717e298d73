// Ethereum's RLP, read strictly: the shortest form of everything, and nothing behind it.
import { FormatFault } from "./fault.mjs";

// docs/proofs.md, step 8: what is beyond is refused, by all verifiers.
const MOST_BYTES = 4 << 20;
const MOST_ITEMS = 1 << 18;
const MOST_DEPTH = 64;

/** Bytes, or a list of such. */
export function decode(bytes) {
  if (bytes.length > MOST_BYTES) throw new FormatFault(`RLP of more than ${MOST_BYTES} bytes is not read`);
  const { value, end } = item(bytes, 0, MOST_DEPTH, { items: 0 });
  if (end !== bytes.length) throw new FormatFault("bytes follow the RLP");
  return value;
}

/** A number of at most so many bytes, without leading zeros; a fault says of what. */
export function number(item, most, what) {
  if (!Buffer.isBuffer(item) || item.length > most || item[0] === 0) throw new FormatFault(`${what} is no number of at most ${most} bytes`);
  return item.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** A list of so many items, or at least so many. */
export function decodeList(bytes, least, most = least) {
  const list = decode(bytes);
  if (!Array.isArray(list) || list.length < least || list.length > most) throw new FormatFault(`not an RLP list of ${least} items`);
  return list;
}

function item(bytes, at, depth, count) {
  if (++count.items > MOST_ITEMS) throw new FormatFault(`RLP of more than ${MOST_ITEMS} items is not read`);
  if (at >= bytes.length) throw new FormatFault("the RLP ends too early");
  const first = bytes[at];
  if (first < 0x80) return { value: bytes.subarray(at, at + 1), end: at + 1 };
  const isList = first >= 0xc0;
  const short = first - (isList ? 0xc0 : 0x80);
  let [begin, length] = [at + 1, short];
  if (short > 55) {
    begin += short - 55;
    if (begin > bytes.length) throw new FormatFault("the RLP ends too early");
    length = Number(bytes.subarray(at + 1, begin).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n));
    if (bytes[at + 1] === 0 || length < 56) throw new FormatFault("a length of the RLP is not in its shortest form");
  }
  const end = begin + length;
  if (end > bytes.length) throw new FormatFault("the RLP ends too early");
  if (!isList) {
    if (length === 1 && bytes[begin] < 0x80) throw new FormatFault("a byte of the RLP is not in its shortest form");
    return { value: bytes.subarray(begin, end), end };
  }
  if (depth === 0) throw new FormatFault(`lists of the RLP are nested deeper than ${MOST_DEPTH}`);
  const list = [];
  for (let next = begin; next < end;) {
    const { value, end: after } = item(bytes.subarray(0, end), next, depth - 1, count);
    list.push(value);
    next = after;
  }
  return { value: list, end };
}
