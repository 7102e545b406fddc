const headerBytes = 8;
/** The engine splits output into messages of 16 KiB, so a frame of this size is an error. */
const longestFrame = 1 << 20;

/**
 * One message of a container's output: a line, or a part of a long line. Decoded only when read, so that dropped output
 * costs little.
 */
export class OutputFrame {
  constructor(
    readonly stream: 'stdout' | 'stderr',
    private readonly raw: Buffer,
  ) {}

  get bytes(): number {
    return this.raw.length;
  }

  /** False for a part of a line that goes on in the stream's next frame. */
  get endsLine(): boolean {
    return this.raw[this.raw.length - 1] === 0x0a;
  }

  /** RFC 3339 with nanoseconds, as the engine stamped it; sorts as text. */
  get at(): string {
    return this.raw.toString('latin1', 0, this.space);
  }

  /** Without time stamp and newline. */
  get text(): Buffer {
    return this.raw.subarray(this.space + 1, this.endsLine ? this.raw.length - 1 : this.raw.length);
  }

  private get space(): number {
    return this.raw.indexOf(0x20);
  }
}

/**
 * Splits the multiplexed stream of the engine into frames, each with its time stamp. The demultiplexer of dockerode is
 * not used, because it writes to two streams without back-pressure.
 */
export async function* framesOf(source: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<OutputFrame[]> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const data of source) {
    pending = pending.length === 0 ? data : Buffer.concat([pending, data]);
    const frames: OutputFrame[] = [];
    let offset = 0;
    while (pending.length - offset >= headerBytes) {
      const size = pending.readUInt32BE(offset + 4);
      if (size > longestFrame) throw new Error('The container engine sent output in an unknown format.');
      if (pending.length - offset - headerBytes < size) break;
      frames.push(
        new OutputFrame(
          pending[offset] === 2 ? 'stderr' : 'stdout',
          pending.subarray(offset + headerBytes, offset + headerBytes + size),
        ),
      );
      offset += headerBytes + size;
    }
    pending = pending.subarray(offset);
    if (frames.length > 0) yield frames;
  }
}
