import { diffLines, diffWordsWithSpace } from 'diff';

export interface Piece {
  text: string;
  changed: boolean;
}

export interface Cell {
  line: number;
  pieces: Piece[];
}

/** `skip` is for `count` unchanged lines that are left out. */
export type Row = { kind: 'same' | 'changed'; left: Cell | null; right: Cell | null } | { kind: 'skip'; count: number };

/** When a comparison takes longer, the texts are shown as fully replaced. */
const limitMs = 500;
const context = 3;
const longestLine = 2_000;

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** Compares two texts line by line. Marks the words that differ, and leaves out long unchanged passages. */
export function sideBySide(before: string, after: string): Row[] {
  const changes = diffLines(ended(before), ended(after), { timeout: limitMs }) ?? [
    { removed: true, added: false, value: before },
    { removed: false, added: true, value: after },
  ];
  const rows: Row[] = [];
  let left = 0;
  let right = 0;
  let removed: string[] = [];
  const flush = (added: string[]) => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      const [was, is] = wordPieces(removed[index], added[index]);
      rows.push({
        kind: 'changed',
        left: was && { line: ++left, pieces: was },
        right: is && { line: ++right, pieces: is },
      });
    }
    removed = [];
  };
  for (const change of changes) {
    const lines = linesOf(change.value);
    if (change.removed) removed = lines;
    else if (change.added) flush(lines);
    else {
      flush([]);
      for (const text of lines)
        rows.push({
          kind: 'same',
          left: { line: ++left, pieces: [{ text, changed: false }] },
          right: { line: ++right, pieces: [{ text, changed: false }] },
        });
    }
  }
  flush([]);
  return folded(rows);
}

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

function wordPieces(was: string | undefined, is: string | undefined): [Piece[] | null, Piece[] | null] {
  if (was === undefined) return [null, [{ text: is!, changed: true }]];
  if (is === undefined) return [[{ text: was, changed: true }], null];
  if (was.length + is.length > longestLine) return [[{ text: was, changed: true }], [{ text: is, changed: true }]];
  const words = diffWordsWithSpace(was, is);
  const side = (other: 'added' | 'removed'): Piece[] =>
    words
      .filter((word) => !word[other])
      .map(({ value, added, removed }) => ({ text: value, changed: added || removed }));
  return [side('added'), side('removed')];
}

function folded(rows: Row[]): Row[] {
  const near = rows.map((_, index) =>
    rows.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind === 'changed'),
  );
  const shown: Row[] = [];
  rows.forEach((row, index) => {
    const last = shown.at(-1);
    if (near[index]) shown.push(row);
    else if (last?.kind === 'skip') last.count++;
    else shown.push({ kind: 'skip', count: 1 });
  });
  return shown;
}
