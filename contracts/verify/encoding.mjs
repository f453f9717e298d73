// Bytes as text, each in exactly one form.
import { FormatFault } from "./fault.mjs";

/** Lower-case hex without prefix; of so many bytes, or of one or more. */
export function hex(text, path, length) {
  const fits = length === undefined ? text.length > 0 && text.length % 2 === 0 : text.length === 2 * length;
  if (!fits || /[^0-9a-f]/.test(text)) throw new FormatFault(`${path} is not ${length ?? "one or more"} bytes in lower-case hex`);
  return Buffer.from(text, "hex");
}

/** RFC 4648, section 4: padded, no white space, unused bits zero. Null if it is not. */
export function base64(text) {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

/** Decimal without leading zeros, to 2^64 - 1. Null if it is not. */
export function decimal(text) {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(text)) return null;
  const value = BigInt(text);
  return value < 1n << 64n ? value : null;
}

/** So many bytes, big-endian. */
export function bigEndian(value, length) {
  const bytes = Buffer.alloc(length);
  for (let i = length - 1, rest = BigInt.asUintN(8 * length, BigInt(value)); i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

/**
 * Text of others as one line that does nothing to a terminal and looks like no other line: control characters, invisible and directing
 * ones, and separators of lines as JSON escapes.
 */
export function oneLine(text) {
  const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) => ({ "\n": "\\n", "\r": "\\r", "\t": "\\t" })[c] ?? c.split("").map(escape).join(""));
}

/** Text from UTF-8, with whatever is at its beginning. */
export function utf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatFault("not UTF-8");
  }
}
