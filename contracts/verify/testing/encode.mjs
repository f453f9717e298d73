/** RLP of bytes, or of a list of such. */
export function encode(value) {
  if (Array.isArray(value)) {
    const items = Buffer.concat(value.map(encode));
    return Buffer.concat([prefix(0xc0, items.length), items]);
  }
  return value.length === 1 && value[0] < 0x80 ? value : Buffer.concat([prefix(0x80, value.length), value]);
}

function prefix(base, length) {
  if (length <= 55) return Buffer.of(base + length);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
  return Buffer.concat([Buffer.of(base + 55 + bytes.length), bytes]);
}

const integer = (hex) => {
  const digits = hex.slice(2).replace(/^0+/, "");
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
};
const fixed = (hex) => Buffer.from(hex.slice(2), "hex");

// The fields of a header in their order; those from baseFeePerGas on came one fork after another.
const fields = [
  ["parentHash", fixed], ["sha3Uncles", fixed], ["miner", fixed], ["stateRoot", fixed], ["transactionsRoot", fixed],
  ["receiptsRoot", fixed], ["logsBloom", fixed], ["difficulty", integer], ["number", integer], ["gasLimit", integer],
  ["gasUsed", integer], ["timestamp", integer], ["extraData", fixed], ["mixHash", fixed], ["nonce", fixed],
  ["baseFeePerGas", integer], ["withdrawalsRoot", fixed], ["blobGasUsed", integer], ["excessBlobGas", integer],
  ["parentBeaconBlockRoot", fixed], ["requestsHash", fixed],
];

/** A block's header as RLP, from the block that eth_getBlockByNumber gives. */
export function header(block) {
  const known = fields.filter(([name]) => block[name] !== undefined && block[name] !== null);
  return encode(known.map(([name, read]) => read(block[name])));
}
