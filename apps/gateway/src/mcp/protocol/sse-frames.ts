const lf = 0x0a;
const cr = 0x0d;

/**
 * Finds where events end in a stream of server-sent events, byte by byte so that a split line end or character does not
 * matter. Line ends are LF, CR or CRLF (WHATWG HTML, "Event stream interpretation"); an empty line ends an event.
 */
export class SseFrames {
  /**
   * True at the start, and whenever the last byte seen ended an event: the only places where something may be inserted.
   */
  atBoundary = true;
  #lineIsEmpty = true;
  #afterCr = false;

  /** Calls `onPart` for each stretch of `chunk` that belongs to one event; `ends` when the stretch completes it. */
  read(chunk: Buffer, onPart?: (part: Buffer, ends: boolean) => void): void {
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      const byte = chunk[at]!;
      if (byte === lf && this.#afterCr) {
        // The second half of a CRLF: belongs to what it ended.
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
          // A CRLF at the end of the event stays together when both bytes are here.
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
  // A lone CR as line end is rare; looking only as far as the next LF keeps this linear.
  const nextCr = chunk.subarray(from, limit).indexOf(cr);
  return nextCr === -1 ? limit : from + nextCr;
}
