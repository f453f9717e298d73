import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseTrust } from "./trust.mjs";
import { BAD_INPUT, NO, OK, verifyBundle } from "./verification.mjs";
import { Chain, consistency, Log } from "./testing/ledger.mjs";

const SIZE = 40;
const log = new Log(64, 25);
const plainTrust = { format: "platone/trust/v1", logs: [log.vkey], witnesses: [], quorum: 0 };
const trustFile = (more = {}) => JSON.stringify({ ...plainTrust, ...more }, null, 2);
const code = (bundle, trust = null) => verifyBundle(Buffer.from(typeof bundle === "string" ? bundle : JSON.stringify(bundle)), trust).code;
const hold = (bundle, trust) => {
  const result = verifyBundle(Buffer.from(JSON.stringify(bundle)), trust);
  assert.equal(result.code, OK, result.summary);
  return result.attestation;
};

// Every value of a bundle, changed in every byte of what it means, one at a time.
function* changed(value) {
  if (typeof value === "number") {
    yield value + 1;
    yield value ^ 1;
  } else if (typeof value === "string") {
    const isHex = /^([0-9a-f]{2})+$/.test(value);
    const isBase64 = !isHex && value.length > 0 && Buffer.from(value, "base64").toString("base64") === value;
    const bytes = isHex ? Buffer.from(value, "hex") : Buffer.from(value, isBase64 ? "base64" : "utf8");
    for (let i = 0; i < bytes.length; i++) {
      const other = Buffer.from(bytes);
      other[i] ^= 1 << i % 7;
      yield isHex ? other.toString("hex") : isBase64 ? other.toString("base64") : other.toString("utf8");
    }
  } else if (Array.isArray(value)) {
    yield [...value, ...value.slice(-1)];
    yield value.slice(0, -1);
    yield value.slice(1);
    for (let i = 0; i < value.length; i++) for (const other of changed(value[i])) yield value.with(i, other);
  } else {
    for (const name of Object.keys(value)) {
      const { [name]: _, ...rest } = value;
      yield rest;
      yield { ...value, [`${name}x`]: 1 };
      for (const other of changed(value[name])) yield { ...value, [name]: other };
    }
  }
}

function assertNoChangePasses(bundle, trust) {
  const original = JSON.stringify(bundle);
  let count = 0;
  for (const other of changed(bundle)) {
    const text = JSON.stringify(other);
    if (text === original) continue;
    assert.notEqual(code(text, trust), OK, text);
    count++;
  }
  return count;
}

describe("a bundle of the log", () => {
  const bundle = log.bundle(SIZE);
  const text = JSON.stringify(bundle);

  test("holds, self-attested, with and without the log's key", () => {
    assert.equal(hold(bundle, null), "self-attested");
    assert.equal(hold(bundle, parseTrust(trustFile())), "self-attested");
  });

  test("of another log's key does not hold", () => {
    assert.equal(code(bundle, parseTrust(trustFile({ logs: [new Log(1, 0).vkey] }))), NO);
  });

  test("does not hold with any value changed", () => assert.ok(assertNoChangePasses(bundle, null) > 500));

  test("is refused in any other form", () => {
    const [first, pod] = [bundle.units[1], "pod-1"];
    for (const other of [`${text}\n`, ` ${text}`, `\ufeff${text}`, text.replace('"format"', '"f\\u006frmat"'), text.replace(":9,", ":9.0,"),
      text.replace(":9,", ":09,"), text.replace(":9,", ":9e0,"), text.replace(",", ", "),
      text.replace('"units"', '"format":"platone/bundle/v1","units"'), text.replace(pod, "pod\\u002d1"),
      text.replace(pod, "pod\\ud83d1"), text.replace(pod, "pod\\t1"), text.replace(pod, "pod\\/1"),
      text.replace(first.salt, first.salt.toUpperCase()), text.replace(first.content, `${first.content}=`),
      JSON.stringify({ entry: bundle.entry, format: bundle.format, units: bundle.units, log: bundle.log }), "", "{}", "[]", "null"]) {
      assert.equal(code(other), BAD_INPUT, other);
    }
    assert.equal(verifyBundle(Buffer.concat([Buffer.from(text), Buffer.of(0xff)]), null).code, BAD_INPUT);
  });

  test("is asked for an anchor by a trust file with chains", () => {
    const chains = [{ chainId: 1, contract: "00".repeat(20), blockHash: "00".repeat(32) }];
    assert.equal(code(bundle, parseTrust(trustFile({ chains }))), NO);
    assert.equal(hold(bundle, parseTrust(trustFile({ chains: [] }))), "self-attested");
  });
});

test("a trust file is refused for a wrong, missing, unknown or repeated field", () => {
  const chain = { chainId: 1, contract: "00".repeat(20), blockHash: "00".repeat(32) };
  for (const json of [trustFile({ quorum: 1 }), trustFile({ quorum: -1 }), trustFile({ logs: [] }), trustFile({ logs: [1] }),
    trustFile({ logs: [log.vkey, log.vkey] }),
    trustFile({ witnesses: [log.vkey] }), trustFile({ chain: 1 }), trustFile({ format: "platone/trust/v9" }),
    trustFile({ chains: [{ ...chain, contract: "0x" + "00".repeat(20) }] }), trustFile({ chains: [{ ...chain, more: 1 }] }),
    trustFile({ chains: [{ ...chain, chainId: 0 }] }),
    trustFile().replace('"quorum": 0', '"quorum": 0, "quorum": 0'), trustFile().replace('"quorum": 0', '"quorum": 0.0'), "[]", ""]) {
    assert.throws(() => parseTrust(json), { name: "Error" }, json);
  }
  assert.equal(parseTrust(trustFile({ chains: [chain, { ...chain, chainId: 2 }] })).chains.length, 2);
});

test("the program gives each bundle's verdict and the largest as its exit code", () => {
  const folder = mkdtempSync(join(tmpdir(), "verify-"));
  try {
    const write = (name, content) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const text = JSON.stringify(log.bundle(SIZE));
    const [good, bad, none] = [write("good", text), write("bad", text.replace('"index":25', '"index":26')), write("none", "{}")];
    const file = fileURLToPath(new URL("verify.mjs", import.meta.url));
    const program = (...args) => spawnSync(process.execPath, [file, ...args], { encoding: "utf8" });
    assert.deepEqual([program(good).status, program(bad).status, program(none).status], [OK, NO, BAD_INPUT]);
    assert.match(program(good).stdout, /\nvalid, but self-attested/);
    assert.equal(program(good, "--trust", write("trust", trustFile())).status, OK);
    assert.equal(program(good, "--trust", none).status, BAD_INPUT);
    assert.equal(program(join(folder, "absent")).status, BAD_INPUT);
    assert.equal(program().status, BAD_INPUT);
    assert.equal(program(good, "--more").status, BAD_INPUT);
    const several = program(good, bad);
    assert.equal(several.status, NO);
    assert.match(several.stdout, /^0 .*good: valid.*\n1 .*bad: not valid/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// Every head has a slot of the contract's, and its account is among those of the node: the tries have branches.
for (const hardfork of ["berlin", "london", "prague"]) {
  describe(`a bundle anchored on a chain of ${hardfork}`, () => {
    let chain, anchored;
    const leaves = (size) => log.leaves.slice(0, size);
    const trust = (more = {}) => parseTrust(trustFile({
      chains: [{ chainId: 31337, contract: anchored.contract, blockHash: anchored.block.hash, ...more }],
    }));

    before(async () => {
      chain = await Chain.start(await freePort(), "--hardfork", hardfork);
      for (const [i, size] of [26, SIZE, 64].entries()) {
        await chain.anchor(i + 1, size, log.root(size), i === 0 ? [] : consistency([26, SIZE][i - 1], leaves(size)));
      }
      anchored = await chain.proofOf(2, SIZE, log.root(SIZE), []);
    });
    after(() => chain?.stop());

    test("holds by a trusted block", () => {
      assert.equal(hold(log.bundle(SIZE, anchored), trust()), "anchored");
      assert.equal(hold(log.bundle(SIZE, anchored), null), "self-attested");
    });

    test("holds where the head is older or newer than the checkpoint", async () => {
      const older = await chain.proofOf(1, 26, log.root(26), consistency(26, leaves(SIZE)));
      const newer = await chain.proofOf(3, 64, log.root(64), consistency(SIZE, leaves(64)));
      for (const anchor of [older, newer]) assert.equal(hold(log.bundle(SIZE, anchor), trust()), "anchored");
    });

    test("does not hold by another block, contract or history, or of a leaf the head has not", async () => {
      const bundle = log.bundle(SIZE, anchored);
      assert.equal(code(bundle, trust({ blockHash: "00".repeat(32) })), NO);
      assert.equal(code(bundle, trust({ contract: "00".repeat(20) })), NO);
      const forged = new Log(64, 25);
      const forgedTrust = parseTrust(trustFile({ logs: [forged.vkey] }));
      assert.equal(hold(forged.bundle(SIZE), forgedTrust), "self-attested");
      assert.equal(code(forged.bundle(SIZE, anchored), forgedTrust), NO);
      const late = Object.assign(Object.create(Log.prototype), log, { index: 26 });
      const old = await chain.proofOf(1, 26, log.root(26), consistency(26, leaves(SIZE)));
      const result = verifyBundle(Buffer.from(JSON.stringify(late.bundle(SIZE, old))), null);
      assert.match(result.checks.find((c) => c.name === "anchor").text, /older than the leaf/);
    });

    test("counts heads from one", () => assert.equal(code(log.bundle(SIZE, { ...anchored, seq: 0 })), BAD_INPUT));

    // The proofs have the same form on all of them: once is enough.
    if (hardfork !== "berlin") return;
    test("does not hold with any value changed, but for the whole anchor taken away", () => {
      const bundle = log.bundle(SIZE, anchored);
      const all = new Set([...changed(bundle)].map((b) => JSON.stringify(b)));
      all.delete(JSON.stringify(bundle));
      assert.ok(all.size > 1500);
      assert.deepEqual([...all].filter((b) => code(b) === OK), [JSON.stringify(log.bundle(SIZE))]);
      assert.equal(code(log.bundle(SIZE), trust()), NO);
    });
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
