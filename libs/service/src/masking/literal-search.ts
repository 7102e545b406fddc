/**
 * Search for many literals at once in time linear in the text, whatever the literals are (Aho and Corasick, "Efficient
 * string matching", 1975). It works on bytes. Children of a node are a linked list, so memory is linear as well: 13
 * bytes for each byte of the literals.
 */
export class LiteralSearch {
  readonly #byte: Uint8Array;
  readonly #child: Int32Array;
  readonly #sibling: Int32Array;
  readonly #fail: Int32Array;
  /** Length of the longest literal that ends at the node; 0: none does. */
  readonly #match: Int32Array;
  /** Children of the root by byte. */
  readonly #first = new Int32Array(256);
  /** One bit for each pair of bytes that a literal begins with: most of a text is skipped by it. */
  readonly #pairs = new Uint8Array(8_192);
  #nodes = 1;

  private constructor(totalBytes: number) {
    this.#byte = new Uint8Array(totalBytes + 1);
    this.#child = new Int32Array(totalBytes + 1);
    this.#sibling = new Int32Array(totalBytes + 1);
    this.#fail = new Int32Array(totalBytes + 1);
    this.#match = new Int32Array(totalBytes + 1);
  }

  /** @param literals at least two bytes each */
  static of(literals: readonly Uint8Array[]): LiteralSearch {
    const building = LiteralSearch.building(literals);
    for (;;) {
      const { done, value } = building.next();
      if (done) return value;
    }
  }

  /** The same in slices of a few milliseconds, with a yield between them. */
  static *building(literals: readonly Uint8Array[]): Generator<void, LiteralSearch> {
    const search = new LiteralSearch(literals.reduce((sum, each) => sum + each.length, 0));
    let work = 0;
    for (const literal of literals) {
      search.#insert(literal);
      work += literal.length;
      if (work < sliceBytes) continue;
      work = 0;
      yield;
    }
    yield* search.#linkFailures();
    return search;
  }

  /** Calls `onMatch` with the start and end of the longest literal that ends at each place where one ends. */
  search(bytes: Uint8Array, onMatch: (start: number, end: number) => void): void {
    // Local names: a private field costs a look-up at each access.
    const pairs = this.#pairs;
    const first = this.#first;
    const matches = this.#match;
    const last = bytes.length - 1;
    let node = 0;
    for (let at = 0; at <= last; at++) {
      const byte = bytes[at]!;
      if (node === 0) {
        // The last byte has no pair: it goes the long way.
        if (at < last) {
          const next = bytes[at + 1]!;
          if (!(pairs[(byte << 5) | (next >> 3)]! & (1 << (next & 7)))) continue;
        }
        node = first[byte]!;
      } else {
        node = this.#next(node, byte);
      }
      const match = matches[node]!;
      if (match > 0) onMatch(at + 1 - match, at + 1);
    }
  }

  #next(from: number, byte: number): number {
    let node = from;
    for (;;) {
      const child = node === 0 ? this.#first[byte]! : this.#childOf(node, byte);
      if (child !== 0 || node === 0) return child;
      node = this.#fail[node]!;
    }
  }

  #childOf(node: number, byte: number): number {
    let child = this.#child[node]!;
    while (child !== 0 && this.#byte[child] !== byte) child = this.#sibling[child]!;
    return child;
  }

  #insert(literal: Uint8Array): void {
    const [first, second] = literal as unknown as [number, number];
    this.#pairs[(first << 5) | (second >> 3)]! |= 1 << (second & 7);
    let node = 0;
    for (const byte of literal) {
      let child = node === 0 ? this.#first[byte]! : this.#childOf(node, byte);
      if (child === 0) {
        child = this.#nodes++;
        this.#byte[child] = byte;
        if (node === 0) this.#first[byte] = child;
        else {
          this.#sibling[child] = this.#child[node]!;
          this.#child[node] = child;
        }
      }
      node = child;
    }
    this.#match[node] = literal.length;
  }

  /** Breadth first: the failure link of a node is that of its parent, followed by the node's byte. */
  *#linkFailures(): Generator<void, void> {
    const queue = new Int32Array(this.#nodes);
    let end = 0;
    for (const node of this.#first) if (node !== 0) queue[end++] = node;
    for (let begin = 0; begin < end; begin++) {
      const node = queue[begin]!;
      for (let child = this.#child[node]!; child !== 0; child = this.#sibling[child]!) {
        const fail = this.#next(this.#fail[node]!, this.#byte[child]!);
        this.#fail[child] = fail;
        if (this.#match[child] === 0) this.#match[child] = this.#match[fail]!;
        queue[end++] = child;
      }
      if (begin % sliceBytes === sliceBytes - 1) yield;
    }
  }
}

const sliceBytes = 32_768;
