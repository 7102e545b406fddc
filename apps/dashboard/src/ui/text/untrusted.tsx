import { visiblePieces } from '../../format/visible-text.js';
import classes from './untrusted.module.css';

/** Text from users, servers or providers. It is never markup, and its invisible characters are made visible. */
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
