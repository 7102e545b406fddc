import { useMemo } from 'react';
import { visibleText } from '../../../format/visible-text.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import classes from './contract-diff.module.css';
import { type Cell, type Row, sideBySide } from './side-by-side.js';

/** Two texts beside each other; on narrow screens one below the other. */
export function DiffView({ before, after, label }: { before: string; after: string; label: string }) {
  const rows = useMemo(() => sideBySide(before, after), [before, after]);
  return (
    <div className={classes['scroll']} tabIndex={0} role="group" aria-label={visibleText(label)}>
      <table className={classes['diff']}>
        <colgroup>
          <col className={classes['number']} />
          <col className={classes['sign']} />
          <col />
          <col className={classes['number']} />
          <col className={classes['sign']} />
          <col />
        </colgroup>
        <tbody>
          {rows.map((row, index) => (
            <Line key={index} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ row }: { row: Row }) {
  if (row.kind === 'skip') {
    return (
      <tr className={classes['skip']}>
        <td colSpan={6}>{row.count === 1 ? 'one unchanged line' : `${row.count} unchanged lines`}</td>
      </tr>
    );
  }
  return (
    <tr data-kind={row.kind}>
      <Half cell={row.left} changed={row.kind === 'changed'} side="removed" />
      <Half cell={row.right} changed={row.kind === 'changed'} side="added" />
    </tr>
  );
}

function toneOf(cell: Cell | null, changed: boolean, side: 'removed' | 'added'): string {
  if (cell === null) return classes['absent'] ?? '';
  return changed ? (classes[side] ?? '') : '';
}

function Half({ cell, changed, side }: { cell: Cell | null; changed: boolean; side: 'removed' | 'added' }) {
  const tone = toneOf(cell, changed, side);
  const right = side === 'added' ? (classes['right'] ?? 'right') : '';
  return (
    <>
      <td className={`${classes['number']} ${tone} ${right}`} aria-hidden>
        {cell?.line}
      </td>
      <td className={`${classes['sign']} ${tone} ${right}`}>
        {cell && changed && (
          <span role="img" aria-label={side}>
            {side === 'added' ? '+' : '−'}
          </span>
        )}
      </td>
      <td className={`${tone} ${right}`}>
        {cell?.pieces.map((piece, index) =>
          piece.changed && changed ? (
            <mark key={index}>
              <Untrusted text={piece.text} />
            </mark>
          ) : (
            <Untrusted key={index} text={piece.text} />
          ),
        )}
      </td>
    </>
  );
}
