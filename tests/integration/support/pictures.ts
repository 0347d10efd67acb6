import { deflateSync } from "node:zlib";

const CRC = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const crc = named.reduce((value, byte) => ((CRC[(value ^ byte) & 255] ?? 0) ^ (value >>> 8)) >>> 0, 0xffffffff) ^ 0xffffffff;
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** A PNG that says it has this size; with `padding`, a comment of so many bytes makes it longer. */
export function png({ width = 2, height = 2, padding = 0 } = {}): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc((1 + 4 * 2) * 2, 0x7f));
  const parts = [Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("IDAT", pixels)];
  if (padding > 0) parts.push(chunk("tEXt", Buffer.alloc(padding, 0x61)));
  return Buffer.concat([...parts, chunk("IEND", Buffer.alloc(0))]);
}

/** The header of a JPEG of this size, which is all that the Worker reads. */
export function jpeg(width = 2, height = 2): Uint8Array {
  const frame = [0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0];
  return Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, ...frame, 0xff, 0xd9]);
}

/** The header of a lossless WebP of this size, which is all that the Worker reads. */
export function webp(width = 2, height = 2): Uint8Array {
  const bits = (width - 1) | ((height - 1) << 14);
  const content = Buffer.from([0x2f, bits & 255, (bits >> 8) & 255, (bits >> 16) & 255, (bits >> 24) & 255, 0]);
  const length = Buffer.alloc(8);
  length.writeUInt32LE(content.length + 12, 0);
  length.writeUInt32LE(content.length, 4);
  return Buffer.concat([Buffer.from("RIFF"), length.subarray(0, 4), Buffer.from("WEBPVP8L"), length.subarray(4), content]);
}
