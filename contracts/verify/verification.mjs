// The verification of a bundle, step by step, as docs/log.md and docs/proofs.md describe it.
import { checkAnchor } from "./anchor.mjs";
import { entryHash, parseBundle } from "./bundle.mjs";
import { oneLine, utf8 } from "./encoding.mjs";
import { FormatFault } from "./fault.mjs";
import { isIncluded, leafHash, rootOf } from "./merkle.mjs";
import { isSigned, LOG, parseCheckpoint, parseNote } from "./note.mjs";

/** Exit codes: it holds, it does not, it is no bundle. */
export const OK = 0;
export const NO = 1;
export const BAD_INPUT = 2;

/** Verifies a bundle's exact bytes; `trust` is a read trust file or null. */
export function verifyBundle(bytes, trust) {
  const checks = [];
  const add = (name, ok, text) => {
    // What a step says comes from the bundle, which must not be able to say it in further lines.
    checks.push({ name, ok, text: oneLine(text) });
    return ok;
  };
  let bundle;
  try {
    bundle = parseBundle(utf8(bytes));
    add("format", true, "a bundle in canonical form");
  } catch (e) {
    if (!(e instanceof FormatFault)) throw e;
    add("format", false, e.message);
    return result(checks, "self-attested", null, BAD_INPUT);
  }
  const attestation = steps(bundle, trust, add);
  return result(checks, attestation, bundle, checks.every((c) => c.ok) ? OK : NO);
}

// Adds the steps up to the first that cannot be gone on from, and says who vouches.
function steps(bundle, trust, add) {
  const attempt = (name, step) => {
    try {
      return add(name, true, step());
    } catch (e) {
      if (!(e instanceof FormatFault)) throw e;
      return add(name, false, e.message);
    }
  };
  const disclosed = bundle.units.filter((u) => u.content !== null).length;
  const unitsHold = rootOf(bundle.units.map((u) => leafHash(u.commitment))).equals(bundle.entry.unitsRoot);
  add("units", unitsHold, unitsHold
    ? `${disclosed} of ${bundle.units.length} units disclosed, all as committed`
    : "the units do not give the entry's units root");
  const leaf = entryHash(bundle.entry);
  add("leaf", true, `${bundle.entry.persistenceId}/${bundle.entry.sequenceNr} ${bundle.entry.manifest}: ${leaf.toString("hex")}`);

  let note, checkpoint;
  const isRead = attempt("checkpoint", () => {
    note = parseNote(bundle.checkpoint);
    checkpoint = parseCheckpoint(note.text);
    return `${checkpoint.origin}, size ${checkpoint.size}, root ${checkpoint.root.toString("hex")}`;
  });
  if (!isRead) return "self-attested";
  const included = isIncluded(leaf, bundle.index, checkpoint.size, bundle.proof, checkpoint.root);
  add("inclusion", included, included
    ? `leaf ${bundle.index} of ${checkpoint.size}`
    : `the proof does not lead from the entry at leaf ${bundle.index} to the root`);
  if (bundle.anchor !== null) {
    attempt("anchor", () => {
      const { seq, size, contract, blockHash } = bundle.anchor;
      const number = checkAnchor(bundle.anchor, bundle.index, checkpoint);
      return `head ${seq}, size ${size}, in ${contract.toString("hex")} at block ${number} ${blockHash.toString("hex")}`;
    });
  }

  const signed = (name, keys, how) => attempt(name, () => {
    // The key's name must be the origin, or one log could vouch for another.
    const key = keys.find((k) => k.type === LOG && k.name === checkpoint.origin && isSigned(note, k));
    if (key === undefined) throw new FormatFault(`the checkpoint of ${checkpoint.origin} is not signed ${how}`);
    return `${key.name} (${key.id}) ${how}`;
  });
  if (!signed("signature", [bundle.key], "with the key shown in the bundle (which is not trusted for that)")) return "self-attested";
  if (trust === null) return "self-attested";
  if (!signed("log key", trust.logs, "with a log's key of the trust file")) return "self-attested";
  let attestation = "self-attested";
  if (trust.quorum > 0) {
    const enough = attempt("witnesses", () => {
      const names = trust.witnesses.filter((w) => isSigned(note, w)).map((w) => w.name);
      const count = `${names.length} of ${trust.witnesses.length}`;
      if (names.length < trust.quorum) throw new FormatFault(`${count} witnesses cosigned; the trust file asks for ${trust.quorum}`);
      return `${count} cosigned: ${names.join(", ")}`;
    });
    if (enough) attestation = "witnessed";
  }
  if (trust.chains.length > 0) {
    const trusted = attempt("chain", () => {
      const { anchor } = bundle;
      if (anchor === null) throw new FormatFault("the trust file asks for an anchor, and the bundle has none");
      const chain = trust.chains.find((c) => c.contract.equals(anchor.contract) && c.blockHash.equals(anchor.blockHash));
      if (chain === undefined) throw new FormatFault("contract and block are not those of a chain of the trust file");
      return `chain ${chain.chainId} of the trust file`;
    });
    if (trusted) attestation = "anchored";
  }
  return attestation;
}

const vouched = {
  "self-attested": "valid, but self-attested: nobody but the log's own key vouches for it",
  witnessed: "valid, by the witnesses of the trust file",
  anchored: "valid, by the chain of the trust file",
};

function result(checks, attestation, bundle, code) {
  const failed = checks.find((c) => !c.ok);
  const summary = failed ? `not valid: ${failed.text}` : vouched[attestation];
  return { code, checks, attestation: code === OK ? attestation : null, summary, bundle };
}
