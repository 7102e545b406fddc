import { visiblePieces } from '../../format/visible-text.js';
import classes from './untrusted.module.css';

/**
 * Text that somebody else wrote (names, messages, payloads, log lines): never markup, and nothing in it hides or
 * reorders.
 */
export function Untrusted({ text, lines = false }: { text: string; lines?: boolean }) {
  return (
    <bdi className={lines ? `${classes['text']} ${classes['lines']}` : classes['text']}>
      {visiblePieces(text).map((piece, index) =>
        piece.hidden ? (
          <span key={index} className={classes['hidden']} title={piece.hidden}>
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}
