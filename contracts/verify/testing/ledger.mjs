// A log of a few leaves with its key, the contract EventLog on an EVM node of its own, and bundles of both.
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { run, tool } from "../../scripts/tool.mjs";
import { entryHash } from "../bundle.mjs";
import { bigEndian } from "../encoding.mjs";
import { keccak256 } from "../keccak.mjs";
import { leafHash, rootOf, sha256 } from "../merkle.mjs";
import { header } from "./encode.mjs";

const artifact = JSON.parse(readFileSync(new URL("../../artifacts/EventLog.json", import.meta.url), "utf8"));
const time = (microseconds) => {
  const iso = new Date(Number(microseconds / 1000n)).toISOString();
  return `${iso.slice(0, -1)}${microseconds % 1000n}Z`;
};
const split = (n) => {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
};

function inclusion(index, leaves) {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...inclusion(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...inclusion(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

export function consistency(first, leaves, complete = true) {
  if (first === leaves.length) return complete ? [] : [rootOf(leaves)];
  const k = split(leaves.length);
  return first <= k
    ? [...consistency(first, leaves.slice(0, k), complete), rootOf(leaves.slice(k))]
    : [...consistency(first - k, leaves.slice(k), false), rootOf(leaves.slice(0, k))];
}

/** A log of `size` leaves; the entry at `index` has four units, of which two are disclosed. */
export class Log {
  constructor(size, index, more = {}) {
    const units = Array.from({ length: 4 }, (_, i) => ({ salt: randomBytes(32), content: Buffer.from(`reading ${i} \u00e4`) }));
    const commitments = units.map(({ salt, content }) => sha256(salt, content));
    const entry = {
      persistenceId: 'pod-1 "\\ \n \u00e4', sequenceNr: 9, recordedAt: 1795000000123457n, manifest: "test.noted.1",
      stored: randomBytes(32), unitsRoot: rootOf(commitments.map(leafHash)), ...more,
    };
    this.leaves = Array.from({ length: size }, (_, i) => (i === index ? entryHash(entry) : randomBytes(32)));
    this.origin = `platone/log/${randomBytes(8).toString("hex")}`;
    const pair = generateKeyPairSync("ed25519");
    this.key = pair.privateKey;
    const typed = Buffer.concat([Buffer.of(1), Buffer.from(pair.publicKey.export({ format: "jwk" }).x, "base64url")]);
    this.id = sha256(this.origin, "\n", typed).subarray(0, 4);
    this.vkey = `${this.origin}+${this.id.toString("hex")}+${typed.toString("base64")}`;
    [this.index, this.entry, this.units, this.commitments] = [index, entry, units, commitments];
  }

  root(size) {
    return rootOf(this.leaves.slice(0, size));
  }

  checkpoint(size) {
    const text = `${this.origin}\n${size}\n${this.root(size).toString("base64")}\n`;
    const signature = Buffer.concat([this.id, sign(null, Buffer.from(text), this.key)]);
    return `${text}\n\u2014 ${this.origin} ${signature.toString("base64")}\n`;
  }

  /** The bundle under the checkpoint of a size, as an object. */
  bundle(size, anchor) {
    const { entry } = this;
    return {
      format: "platone/bundle/v1",
      entry: {
        persistenceId: entry.persistenceId, sequenceNr: entry.sequenceNr, recordedAt: time(entry.recordedAt), manifest: entry.manifest,
        storedSha256: entry.stored.toString("hex"), unitsRoot: entry.unitsRoot.toString("hex"),
      },
      units: this.units.map(({ salt, content }, i) => (i % 2 === 1
        ? { salt: salt.toString("hex"), content: content.toString("base64") }
        : { commitment: this.commitments[i].toString("hex") })),
      log: {
        vkey: this.vkey, index: this.index, proof: inclusion(this.index, this.leaves.slice(0, size)).map((h) => h.toString("hex")),
        checkpoint: this.checkpoint(size),
      },
      ...(anchor === undefined ? {} : { anchor }),
    };
  }
}

/** An EVM node with an EventLog that the node's first account may anchor in. */
export class Chain {
  static async start(port, ...args) {
    const chain = new Chain();
    chain.url = `http://127.0.0.1:${port}`;
    chain.process = spawn(tool("anvil"), ["--port", `${port}`, "--silent", ...args], { stdio: "ignore" });
    chain.process.unref();
    process.once("exit", () => chain.process.kill());
    for (let attempt = 0; ; attempt++) {
      try {
        [chain.account] = await chain.ask("eth_accounts");
        break;
      } catch (e) {
        if (attempt === 200 || chain.process.exitCode !== null) throw e;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const constructor = run("cast", ["abi-encode", "c(uint48,address,address,address,uint64,uint64,bytes32)",
      "0", chain.account, chain.account, chain.account, "0", "0", `0x${"00".repeat(32)}`]).trim();
    chain.contract = (await chain.send({ data: artifact.bytecode + constructor.slice(2) })).contractAddress;
    return chain;
  }

  stop() {
    this.process.kill();
  }

  async ask(method, ...params) {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const answer = await (await fetch(this.url, { method: "POST", headers: { "content-type": "application/json" }, body })).json();
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  }

  async send(transaction) {
    const gasPrice = await this.ask("eth_gasPrice");
    const hash = await this.ask("eth_sendTransaction", { from: this.account, gas: "0x5b8d80", gasPrice, ...transaction });
    let receipt = null;
    for (let attempt = 0; receipt === null && attempt < 200; attempt++) {
      receipt = await this.ask("eth_getTransactionReceipt", hash);
      if (receipt === null) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (receipt?.status !== "0x1") throw new Error(`the transaction ${hash} failed`);
    return receipt;
  }

  async anchor(seq, size, root, proof) {
    const hashes = `[${proof.map((h) => `0x${h.toString("hex")}`).join(",")}]`;
    const values = [`${seq}`, `${size}`, `0x${root.toString("hex")}`, hashes];
    const data = run("cast", ["calldata", "anchor(uint64,uint64,bytes32,bytes32[])", ...values]).trim();
    return this.send({ to: this.contract, data });
  }

  /** What a bundle says of a head in the newest block. */
  async proofOf(seq, size, root, proof) {
    const slot = keccak256(Buffer.concat([bigEndian(seq, 32), bigEndian(artifact.storage.headOf.slot, 32)]));
    const block = await this.ask("eth_getBlockByNumber", "latest", false);
    const state = await this.ask("eth_getProof", this.contract, [`0x${slot.toString("hex")}`], block.number);
    const bare = (hex) => hex.slice(2).toLowerCase();
    return {
      contract: bare(this.contract), seq, size, root: root.toString("hex"), consistency: proof.map((h) => h.toString("hex")),
      block: { hash: bare(block.hash), header: header(block).toString("hex") },
      accountProof: state.accountProof.map(bare), storageProof: state.storageProof[0].proof.map(bare),
    };
  }
}
