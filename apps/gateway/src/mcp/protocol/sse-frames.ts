const lf = 0x0a;
const cr = 0x0d;

/**
 * Finds the ends of events in a stream of server-sent events, by bytes, so that line ends and characters may be split
 * between chunks. Line ends are LF, CR or CRLF (WHATWG HTML, "Event stream interpretation"); an empty line ends an
 * event.
 */
export class SseFrames {
  /** True at the start and after the end of an event, where an event may be inserted. */
  atBoundary = true;
  #lineIsEmpty = true;
  #afterCr = false;

  /** Calls `onPart` for each part of `chunk` within one event; `ends`: the part completes the event. */
  read(chunk: Buffer, onPart?: (part: Buffer, ends: boolean) => void): void {
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      const byte = chunk[at]!;
      if (byte === lf && this.#afterCr) {
        // The LF of a CRLF belongs to the line before it.
        this.#afterCr = false;
        at += 1;
        if (this.atBoundary) start = this.#emit(chunk, start, at, false, onPart);
        continue;
      }
      this.#afterCr = byte === cr;
      if (byte === lf || byte === cr) {
        at += 1;
        this.atBoundary = this.#lineIsEmpty;
        if (this.#lineIsEmpty) {
          // Both bytes of a CRLF go into one part if the chunk has both.
          if (byte === cr && chunk[at] === lf) {
            this.#afterCr = false;
            at += 1;
          }
          start = this.#emit(chunk, start, at, true, onPart);
        }
        this.#lineIsEmpty = true;
        continue;
      }
      this.#lineIsEmpty = false;
      this.atBoundary = false;
      at = nextLineEnd(chunk, at + 1);
    }
    if (start < chunk.length) this.#emit(chunk, start, chunk.length, false, onPart);
  }

  #emit(
    chunk: Buffer,
    start: number,
    end: number,
    ends: boolean,
    onPart?: (part: Buffer, ends: boolean) => void,
  ): number {
    if (onPart && end > start) onPart(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end), ends);
    return end;
  }
}

function nextLineEnd(chunk: Buffer, from: number): number {
  const nextLf = chunk.indexOf(lf, from);
  const limit = nextLf === -1 ? chunk.length : nextLf;
  // A search for CR only up to the next LF keeps this linear.
  const nextCr = chunk.subarray(from, limit).indexOf(cr);
  return nextCr === -1 ? limit : from + nextCr;
}
