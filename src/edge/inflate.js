const PIECE = 4096; // a piece inflates to some 4 MiB at most, and the stream may hold what a piece inflates to

/**
 * How many bytes a zlib stream inflates to, without keeping them.
 * @returns {Promise<number>} more than `limit` when there are more; -1 when the stream is broken
 */
export async function inflatedLength(bytes, limit) {
  const data = bytes.slice(); // a view into the wasm's memory
  const stream = new DecompressionStream("deflate");
  const [reader, writer] = [stream.readable.getReader(), stream.writable.getWriter()];
  let length = 0;
  const counted = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      length += value.byteLength;
      if (length > limit) return;
    }
  })();
  counted.catch(() => undefined); // awaited below, when everything is written
  try {
    for (let start = 0; start < data.length && length <= limit; start += PIECE) await writer.write(data.subarray(start, start + PIECE));
    if (length <= limit) await writer.close();
    await counted;
  } catch {
    if (length <= limit) return -1;
  }
  if (length > limit) await Promise.allSettled([reader.cancel(), writer.abort()]);
  return length;
}
