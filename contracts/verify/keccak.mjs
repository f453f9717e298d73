// Keccak-256 as Ethereum uses it: FIPS 202's permutation with the padding that came before the standard (0x01, not 0x06).
const RATE = 136;
const MASK = (1n << 64n) - 1n;

// Both tables by their rules (FIPS 202, sections 3.2.2 and 3.2.5) rather than as lists of constants.
const rotations = new Array(25).fill(0);
for (let t = 0, x = 1, y = 0; t < 24; t++) {
  rotations[x + 5 * y] = ((t + 1) * (t + 2) / 2) % 64;
  [x, y] = [y, (2 * x + 3 * y) % 5];
}
const constants = [];
for (let round = 0, register = 1; round < 24; round++) {
  let constant = 0n;
  for (let j = 0; j < 7; j++) {
    if (register & 1) constant |= 1n << BigInt((1 << j) - 1);
    register = register & 0x80 ? ((register << 1) ^ 0x171) : register << 1;
  }
  constants.push(constant);
}

const rotate = (lane, bits) => bits === 0 ? lane : ((lane << BigInt(bits)) | (lane >> BigInt(64 - bits))) & MASK;

function permute(a) {
  for (const constant of constants) {
    const c = [0, 1, 2, 3, 4].map((x) => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
    const b = new Array(25);
    for (let x = 0; x < 5; x++) {
      const d = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1);
      for (let y = 0; y < 5; y++) b[y + 5 * ((2 * x + 3 * y) % 5)] = rotate(a[x + 5 * y] ^ d, rotations[x + 5 * y]);
    }
    for (let y = 0; y < 25; y += 5) for (let x = 0; x < 5; x++) a[x + y] = b[x + y] ^ (~b[(x + 1) % 5 + y] & MASK & b[(x + 2) % 5 + y]);
    a[0] ^= constant;
  }
}

/** Keccak-256 of bytes. */
export function keccak256(bytes) {
  const padded = Buffer.alloc((Math.floor(bytes.length / RATE) + 1) * RATE);
  padded.set(bytes);
  padded[bytes.length] ^= 0x01;
  padded[padded.length - 1] ^= 0x80;
  const state = new Array(25).fill(0n);
  for (let at = 0; at < padded.length; at += RATE) {
    for (let i = 0; i < RATE / 8; i++) state[i] ^= padded.readBigUInt64LE(at + 8 * i);
    permute(state);
  }
  const hash = Buffer.alloc(32);
  for (let i = 0; i < 4; i++) hash.writeBigUInt64LE(state[i], 8 * i);
  return hash;
}
