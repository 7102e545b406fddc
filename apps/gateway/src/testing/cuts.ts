/** All ways to cut bytes into two chunks, and the cut into single bytes. */
export function cuts(bytes: Buffer): Buffer[][] {
  const halves = Array.from({ length: bytes.length }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
  return [...halves, [...bytes].map((byte) => Buffer.from([byte]))];
}
