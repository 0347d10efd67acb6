import { deflateSync } from "node:zlib";

const CRC = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** A chunk of a PNG. */
export function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const crc = named.reduce((value, byte) => ((CRC[(value ^ byte) & 255] ?? 0) ^ (value >>> 8)) >>> 0, 0xffffffff) ^ 0xffffffff;
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const END = chunk("IEND", Buffer.alloc(0));

/** The header of a PNG with 8 bits for each of red, green, blue and alpha. */
export function header(width: number, height: number): Buffer {
  const fields = Buffer.alloc(13);
  fields.writeUInt32BE(width, 0);
  fields.writeUInt32BE(height, 4);
  fields.set([8, 6, 0, 0, 0], 8);
  return chunk("IHDR", fields);
}

/** A PNG of these chunks, and its end. */
export function pngOf(...chunks: Buffer[]): Uint8Array {
  return Buffer.concat([SIGNATURE, ...chunks, END]);
}

/** The pixels of a PNG of this size, all of one colour. */
export function pixels(width: number, height: number): Buffer {
  return chunk("IDAT", deflateSync(Buffer.alloc(height * (1 + 4 * width)), { level: 9 }));
}

/** A PNG of this size; where no picture may be so large, it only says so. With `padding`, a comment of so many bytes makes it longer. */
export function png({ width = 2, height = 2, padding = 0 } = {}): Uint8Array {
  const content = width * height <= 4_096 * 4_096 ? pixels(width, height) : pixels(2, 2);
  return pngOf(header(width, height), content, ...(padding > 0 ? [chunk("tEXt", Buffer.alloc(padding, 0x61))] : []));
}

function segment(marker: number, content: Buffer | string): Buffer {
  const data = typeof content === "string" ? Buffer.from(content, "latin1") : content;
  const length = data.length + 2;
  return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 255]), data]);
}

/** A JPEG of this size without its tables, which the Worker does not decode; `extra` are segments of metadata. */
export function jpeg(width = 2, height = 2, ...extra: [marker: number, content: Buffer | string][]): Uint8Array {
  const frame = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
  const jfif = segment(0xe0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
  const scan = Buffer.concat([segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([0x12, 0x34])]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), jfif, ...extra.map(([marker, content]) => segment(marker, content)), segment(0xc0, frame), scan, Buffer.from([0xff, 0xd9])]);
}

/** A lossless WebP of this size whose pixels the Worker does not decode; `extra` are chunks of metadata, after VP8X. */
export function webp(width = 2, height = 2, ...extra: [kind: string, content: Buffer | string][]): Uint8Array {
  const bits = (width - 1) | ((height - 1) << 14);
  const content = Buffer.from([0x2f, bits & 255, (bits >> 8) & 255, (bits >> 16) & 255, (bits >> 24) & 255, 0]);
  const riff = (kind: string, given: Buffer | string) => {
    const data = typeof given === "string" ? Buffer.from(given, "latin1") : given;
    const head = Buffer.alloc(8);
    head.write(kind, 0, "latin1");
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  };
  const extended = riff("VP8X", Buffer.from([0x2c, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0]));
  const body = Buffer.concat([Buffer.from("WEBP"), ...(extra.length > 0 ? [extended] : []), riff("VP8L", content), ...extra.map(([kind, data]) => riff(kind, data))]);
  return riff("RIFF", body);
}

/** EXIF data that says how the picture is turned, and where it was taken. */
export function exif(orientation: number): Buffer {
  const tag = (id: number, type: number, count: number, value: number) => {
    const entry = Buffer.alloc(12);
    entry.writeUInt16LE(id, 0);
    entry.writeUInt16LE(type, 2);
    entry.writeUInt32LE(count, 4);
    entry.writeUInt32LE(value, 8);
    return entry;
  };
  // the orientation, and a directory of the place behind both entries
  const start = Buffer.from("II*\0\x08\0\0\0\x02\0", "latin1");
  const place = Buffer.concat([Buffer.from([1, 0]), tag(1, 2, 2, 0x4e), Buffer.alloc(4), Buffer.from("52.5163 N 13.3777 E")]);
  return Buffer.concat([start, tag(0x0112, 3, 1, orientation), tag(0x8825, 4, 1, 38), Buffer.alloc(4), place]);
}
