// Which 32 bytes are a key of Ed25519 (RFC 8032): a point of the curve in its only form, in the subgroup of prime order, and not its
// neutral point. node:crypto takes any bytes for a key, and by a point of small order anything is signed.
const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (a) => ((a % P) + P) % P;

function power(base, exponent) {
  let result = 1n;
  for (let square = base; exponent > 0n; exponent >>= 1n, square = (square * square) % P) {
    if (exponent & 1n) result = (result * square) % P;
  }
  return result;
}

const inverse = (a) => power(a, P - 2n);
const D = mod(-121665n * inverse(121666n));
const ROOT = power(2n, (P - 1n) / 4n);

// Section 5.1.3; null if it is no point, or not in its only form.
function decode(bytes) {
  const encoded = BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
  const [y, sign] = [encoded & (2n ** 255n - 1n), encoded >> 255n];
  if (y >= P) return null;
  const [u, v] = [mod(y * y - 1n), mod(D * y * y + 1n)];
  let x = (u * power(v, 3n) * power((u * power(v, 7n)) % P, (P - 5n) / 8n)) % P;
  const square = (v * x * x) % P;
  if (square !== u) {
    if (square !== mod(-u)) return null;
    x = (x * ROOT) % P;
  }
  if (x === 0n && sign === 1n) return null;
  return (x & 1n) === sign ? [x, y] : [P - x, y];
}

// Section 5.1.4, in extended coordinates; it holds for any two points of the curve.
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const [a, b] = [((y1 - x1) * (y2 - x2)) % P, ((y1 + x1) * (y2 + x2)) % P];
  const [c, d] = [(2n * D * t1 * t2) % P, (2n * z1 * z2) % P];
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

const known = new Map();

/** Whether 32 bytes are such a point. What was asked lately is remembered: most bundles are of the same log. */
export function isPrimePoint(bytes) {
  const name = Buffer.from(bytes).toString("hex");
  if (!known.has(name)) {
    if (known.size === 256) known.clear();
    known.set(name, isInSubgroup(bytes));
  }
  return known.get(name);
}

function isInSubgroup(bytes) {
  const point = decode(bytes);
  if (point === null || point[0] === 0n) return false;
  let sum = [0n, 1n, 1n, 0n];
  for (let exponent = ORDER, double = [...point, 1n, (point[0] * point[1]) % P]; exponent > 0n; exponent >>= 1n, double = add(double, double)) {
    if (exponent & 1n) sum = add(sum, double);
  }
  return sum[0] === 0n && sum[1] === sum[2];
}
