// Reads JSON field by field: what is missing, unknown or of another kind is refused with its path.
import { base64, hex } from "./encoding.mjs";
import { FormatFault } from "./fault.mjs";

const token = /[ \t\n\r]*(?:([{}[\],:])|(")|(true|false|null)|(0|[1-9][0-9]*)(?![0-9.eE])|$)/y;
const stop = /["\\\u0000-\u001f]/g;

/** Parses a document. Unlike JSON.parse it refuses a field that is there twice, and numbers that are not integers without leading zeros. */
export function parse(text) {
  let [kind, value] = [null, null];
  token.lastIndex = 0;
  const next = () => {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new FormatFault(`not JSON as it is wanted here, from character ${at} on`);
    if (match[1] !== undefined) [kind, value] = [match[1], null];
    else if (match[2] !== undefined) {
      const end = textEnd(text, token.lastIndex);
      [kind, value] = ["text", string(text.slice(token.lastIndex - 1, end))];
      token.lastIndex = end;
    }
    else if (match[3] !== undefined) [kind, value] = ["word", JSON.parse(match[3])];
    else if (match[4] !== undefined) [kind, value] = ["number", Number(match[4])];
    else [kind, value] = ["end", null];
  };
  const expect = (wanted) => {
    if (kind !== wanted) throw new FormatFault(`not JSON: ${wanted} is missing before character ${token.lastIndex}`);
  };
  const read = (depth) => {
    if (depth > 60) throw new FormatFault("not JSON as it is wanted here: too deep");
    const [begin, found] = [kind, value];
    next();
    if (begin === "text" || begin === "word" || begin === "number") return found;
    if (begin === "[") {
      const list = [];
      while (kind !== "]") {
        if (list.length > 0) {
          expect(",");
          next();
        }
        list.push(read(depth + 1));
      }
      next();
      return list;
    }
    if (begin !== "{") throw new FormatFault(`not JSON: a value is missing before character ${token.lastIndex}`);
    const fields = {};
    while (kind !== "}") {
      if (Object.keys(fields).length > 0) {
        expect(",");
        next();
      }
      expect("text");
      const name = value;
      if (Object.hasOwn(fields, name)) throw new FormatFault(`the field ${name} is there twice`);
      next();
      expect(":");
      next();
      Object.defineProperty(fields, name, { value: read(depth + 1), enumerable: true, configurable: true, writable: true });
    }
    next();
    return fields;
  };
  next();
  const document = read(0);
  expect("end");
  return document;
}

// Where the text ends that begins at a character. A loop, for a regular expression that repeats a choice keeps a step back for each
// character, and there is no room for millions.
function textEnd(text, begin) {
  for (stop.lastIndex = begin; ;) {
    const found = stop.exec(text);
    if (found?.[0] === '"') return stop.lastIndex;
    if (found?.[0] !== "\\") throw new FormatFault(`not JSON as it is wanted here, from character ${begin - 1} on`);
    stop.lastIndex++;
  }
}

function string(quoted) {
  try {
    return JSON.parse(quoted);
  } catch {
    throw new FormatFault(`not JSON: the text ${quoted.slice(0, 200)}`);
  }
}

/** A view of an object that has these fields, and of the optional ones any. */
export class Fields {
  constructor(value, path, required, optional = []) {
    this.path = path;
    const where = path || "the document";
    if (value === null || typeof value !== "object" || Array.isArray(value)) throw new FormatFault(`${where} is not an object`);
    const unknown = Object.keys(value).find((name) => !required.includes(name) && !optional.includes(name));
    if (unknown !== undefined) throw new FormatFault(`${where} has the unknown field '${unknown}'`);
    for (const name of required) if (!Object.hasOwn(value, name)) throw new FormatFault(`${this.at(name)} is missing`);
    this.value = value;
  }

  at(name) {
    return this.path === "" ? name : `${this.path}.${name}`;
  }

  /** The field `format`, which must be this one. */
  format(known) {
    const format = this.text("format");
    if (format !== known) throw new FormatFault(`the format '${format}' is not known; this reads '${known}'`);
  }

  has(name) {
    return Object.hasOwn(this.value, name);
  }

  text(name) {
    return text(this.value[name], this.at(name));
  }

  integer(name) {
    const value = this.value[name];
    if (!Number.isSafeInteger(value)) throw new FormatFault(`${this.at(name)} is not an integer from 0 to 2^53 - 1`);
    return value;
  }

  /** An integer that counts from 1. */
  count(name) {
    const value = this.integer(name);
    if (value === 0) throw new FormatFault(`${this.at(name)} is 1 or more`);
    return value;
  }

  hex(name, length) {
    return hex(this.text(name), this.at(name), length);
  }

  base64(name) {
    const bytes = base64(this.text(name));
    if (bytes === null) throw new FormatFault(`${this.at(name)} is not base64 in its only form`);
    return bytes;
  }

  list(name, read) {
    const value = this.value[name];
    if (!Array.isArray(value)) throw new FormatFault(`${this.at(name)} is not a list`);
    return value.map((element, i) => read(element, `${this.at(name)}[${i}]`));
  }

  hexList(name, length) {
    return this.list(name, (element, path) => hex(text(element, path), path, length));
  }

  object(name, required, optional) {
    return new Fields(this.value[name], this.at(name), required, optional);
  }
}

/** A text of Unicode without control characters but newline. */
export function text(value, path) {
  if (typeof value !== "string") throw new FormatFault(`${path} is not a text`);
  if (!value.isWellFormed()) throw new FormatFault(`${path} is not Unicode`);
  return value;
}
