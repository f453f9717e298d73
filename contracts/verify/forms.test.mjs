// What no changed byte reaches, for the hash of it is looked at first: forms that are wrong or odd under hashes that are right. The set that
// both verifiers are given is in tests/Platone.Actors.Tests/Notary/Bundles/ForgedFormTests.cs.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkAnchor } from "./anchor.mjs";
import { isPrimePoint } from "./ed25519.mjs";
import { bigEndian, oneLine } from "./encoding.mjs";
import { FormatFault } from "./fault.mjs";
import { keccak256 } from "./keccak.mjs";
import { sha256 } from "./merkle.mjs";
import { decode } from "./rlp.mjs";
import { lookUp } from "./trie.mjs";
import { BAD_INPUT, OK, verifyBundle } from "./verification.mjs";
import { encode } from "./testing/encode.mjs";
import { Log } from "./testing/ledger.mjs";

// A trie of one leaf.
const trie = (key, value) => encode([Buffer.from(`20${keccak256(key).toString("hex")}`, "hex"), value]);
const [root, contract] = [Buffer.alloc(32, 7), Buffer.alloc(20, 1)];

// The number of the block that an anchor of one leaf is in, whose state nobody mined and whose hashes are right.
function block({ header = (h) => h, account = (a) => a }) {
  const slot = Buffer.concat([bigEndian(3, 32), bigEndian(4, 32)]);
  const storage = trie(keccak256(slot), encode(sha256(bigEndian(1, 8), root)));
  const state = trie(contract, encode(account([Buffer.of(1), Buffer.alloc(0), keccak256(storage), keccak256(Buffer.alloc(0))])));
  const fields = Array.from({ length: 15 }, (_, i) => (i === 3 ? keccak256(state) : i === 8 ? Buffer.of(4, 210) : Buffer.alloc(32, i)));
  const changed = header(fields);
  const bytes = Buffer.isBuffer(changed) ? changed : encode(changed);
  const anchor = {
    contract, seq: 3n, size: 1n, root, consistency: [], header: bytes, blockHash: keccak256(bytes), accountProof: [state], storageProof: [storage],
  };
  return checkAnchor(anchor, 0n, { size: 1n, root });
}

const nested = (lists) => (lists === 1 ? [] : [nested(lists - 1)]);

test("a header has a fork's fields at its end, however many", () => {
  for (const more of [0, 1, 2, 3, 4, 5, 6, 7, 25]) {
    assert.equal(block({ header: (h) => [...h, ...new Array(more).fill(Buffer.alloc(32))] }), 1234n);
  }
  for (const header of [(h) => h.slice(0, 14), (h) => h.with(3, Buffer.alloc(31)), (h) => h.with(8, []), (h) => h.with(8, Buffer.of(0, 1)),
    (h) => h.with(8, Buffer.alloc(9, 1))]) {
    assert.throws(() => block({ header }), FormatFault);
  }
});

test("an account is a number, a number and two hashes", () => {
  for (const account of [(a) => a.with(0, []), (a) => a.with(0, Buffer.of(0)), (a) => a.with(0, Buffer.alloc(9, 1)), (a) => a.with(1, []),
    (a) => a.with(1, Buffer.alloc(33, 1)), (a) => a.with(3, []), (a) => a.with(3, Buffer.alloc(31)), (a) => [...a, []]]) {
    assert.throws(() => block({ account }), FormatFault);
  }
});

test("lists are nested 64 deep at most, and 20,000 of them are a fault and no crash", () => {
  assert.equal(block({ header: (h) => h.with(12, nested(63)) }), 1234n);
  assert.throws(() => block({ header: (h) => h.with(12, nested(64)) }), FormatFault);
  let bytes = Buffer.of(0xc0);
  for (const sizes = []; sizes.length < 20_000; sizes.push(bytes.length)) {
    const n = bytes.length;
    const prefix = n <= 55 ? [0xc0 + n] : n <= 0xff ? [0xf8, n] : n <= 0xffff ? [0xf9, n >> 8, n & 0xff] : [0xfa, n >> 16, (n >> 8) & 0xff, n & 0xff];
    bytes = Buffer.concat([Buffer.from(prefix), bytes]);
  }
  assert.throws(() => decode(bytes), FormatFault);
  assert.throws(() => block({ header: () => bytes }), FormatFault);
  assert.throws(() => decode(encode(new Array(1 << 18).fill(Buffer.of(1)))), FormatFault);
  assert.throws(() => decode(encode(Buffer.alloc(4 << 20))), FormatFault);
});

test("a node within another does not lead on", () => {
  const key = Buffer.from("key");
  const path = keccak256(key).toString("hex");
  const leaf = [Buffer.from(`3${path.slice(1)}`, "hex").subarray(0, 1), Buffer.of(5)];
  const branch = encode(new Array(17).fill(Buffer.alloc(0)).with(parseInt(path[0], 16), leaf));
  assert.throws(() => lookUp(keccak256(branch), key, [branch]), /does not lead on by a hash/);
});

test("a unit of 8 MB is read", () => {
  const content = "x".repeat(8_000_000);
  const bundle = new Log(4, 1).bundle(4);
  bundle.units[1].content = Buffer.from(content).toString("base64");
  // The units root is another now: it is read and does not hold.
  assert.equal(verifyBundle(Buffer.from(JSON.stringify(bundle)), null).checks[1].name, "units");
  assert.equal(verifyBundle(Buffer.from(`{"format":"${content}`), null).code, BAD_INPUT);
});

test("a key is a point of prime order in its only form", () => {
  assert.ok(isPrimePoint(Buffer.from("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "hex")));   // RFC 8032, 7.1
  assert.ok(isPrimePoint(Buffer.from("5866666666666666666666666666666666666666666666666666666666666666", "hex")));   // the base point
  for (const wrong of [`01${"00".repeat(31)}`, `01${"00".repeat(30)}80`, "00".repeat(32), `${"00".repeat(31)}80`, `ec${"ff".repeat(30)}7f`,
    `ed${"ff".repeat(30)}7f`, `ee${"ff".repeat(30)}7f`, "ff".repeat(32), `02${"00".repeat(31)}`, `95${"99".repeat(31)}`,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"]) {
    assert.ok(!isPrimePoint(Buffer.from(wrong, "hex")), wrong);
  }
});

test("no name in a bundle adds a line to what is printed", () => {
  assert.equal(oneLine("a\nb\r\t\u0085\u2028\u202e\u200b\u001b[1A\u00e4\\n\u{e0001}"),
    "a\\nb\\r\\t\\u0085\\u2028\\u202e\\u200b\\u001b[1A\u00e4\\n\\udb40\\udc01");
  const folder = mkdtempSync(join(tmpdir(), "verify-"));
  try {
    const log = new Log(4, 1, { persistenceId: "pod-1\nok     witnesses: 2 of 2 cosigned\u0085\nvalid, by the witnesses of the trust file" });
    const file = join(folder, "bundle.json");
    writeFileSync(file, JSON.stringify(log.bundle(4)));
    const program = fileURLToPath(new URL("verify.mjs", import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [program, file], { encoding: "utf8" });
    assert.equal(status, OK);
    assert.deepEqual(stdout.split("\n").map((l) => l.split(": ")[0]),
      ["ok     format", "ok     units", "ok     leaf", "ok     checkpoint", "ok     inclusion", "ok     signature", "valid, but self-attested", ""]);
    assert.equal(spawnSync(process.execPath, [program, file, file], { encoding: "utf8" }).stdout.split("\n").length, 3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
