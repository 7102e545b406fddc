/** Lengths of time that call_figures has rows for, the longest first. */
export const grains = { day: 86_400_000, hour: 3_600_000, minute: 60_000 } as const;
export type Grain = keyof typeof grains;

/** From (inclusive) to (exclusive), milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** A part of a span that is answered from figures of one grain, or from the calls themselves. */
export interface Piece extends Span {
  grain: Grain | 'call';
}

/** The end of an open range: a whole day far ahead, so that no calls have to be read at its end. */
export const openEnd = Date.UTC(2100, 0, 1);

/**
 * Covers the span exactly and without overlap with the longest grains that fit; what fits none is read from the calls.
 */
export function cover(span: Span, usable: readonly Grain[]): Piece[] {
  const { from, to } = span;
  if (from >= to) return [];
  const [longest, ...shorter] = usable;
  if (longest === undefined) return [{ grain: 'call', from, to }];
  const length = grains[longest];
  const first = Math.ceil(from / length) * length;
  const last = Math.floor(to / length) * length;
  if (first >= last) return cover(span, shorter);
  return [
    ...cover({ from, to: first }, shorter),
    { grain: longest, from: first, to: last },
    ...cover({ from: last, to }, shorter),
  ];
}

/** Covers each bucket between the edges; pieces of one grain that meet are joined. */
export function coverBuckets(span: Span, edges: readonly number[], usable: readonly Grain[]): Piece[] {
  const pieces: Piece[] = [];
  for (const [index, edge] of edges.slice(1).entries()) {
    const bucket = { from: Math.max(span.from, edges[index]!), to: Math.min(span.to, edge) };
    for (const piece of cover(bucket, usable)) {
      const last = pieces.at(-1);
      if (last?.grain === piece.grain && last.to === piece.from) last.to = piece.to;
      else pieces.push(piece);
    }
  }
  return pieces;
}
