// ZIP files as the flows need them: a spreadsheet opened and closed again, and photographs put together.

import { inflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Names are in UTF-8. */
const UTF8 = 0x0800;

/** The files of a ZIP, by name. */
export function unzip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [isPacked, packed] = [bytes.readUInt16LE(at + 10) !== 0, bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const begins = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(begins, begins + packed);
    files.set(bytes.toString('utf8', at + 46, at + 46 + name), isPacked ? inflateRawSync(content) : content);
    at += 46 + name + extra + comment;
  }
  return files;
}

/** A ZIP of these files, `[name, bytes]` each, unpacked. */
export function zip(files) {
  const [parts, index] = [[], []];
  let at = 0;
  for (const [name, content] of files) {
    const [bytes, written] = [Buffer.from(content), Buffer.from(name)];
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(UTF8, 2);
    facts.writeUInt16LE(0x21, 8);
    facts.writeUInt32LE(checksum(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(written.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    parts.push(number(LOCAL), facts, written, bytes);
    index.push(number(CENTRAL), Buffer.from([20, 0]), facts, place, written);
    at += 30 + written.length + bytes.length;
  }
  const list = Buffer.concat(index);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, list, number(END), end]);
}

function number(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** CRC-32, which every file of a ZIP has. */
function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
