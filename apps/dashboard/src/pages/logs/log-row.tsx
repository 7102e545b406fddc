import { memo } from 'react';
import type { Stage } from '../../api/deployments/deployments.js';
import type { LogLine } from '../../api/deployments/logs.js';
import { type AnsiPiece, ansiPieces } from '../../format/ansi.js';
import { stageNames } from '../../ui/deployments/deployment-status.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { lineTime, marked } from './log-text.js';
import classes from './logs.module.css';

interface Props {
  n: number;
  line: LogLine | undefined;
  /** Set on the first line of a stage. */
  stage: string | undefined;
  times: boolean;
  wrap: boolean;
  search: string;
  chosen: boolean;
  current: boolean;
}

/** One line; a click on its number chooses it. */
export const LogRow = memo(function LogRow({ n, line, stage, times, wrap, search, chosen, current }: Props) {
  return (
    <div
      className={classes['row']}
      data-wrap={wrap || undefined}
      data-chosen={chosen || undefined}
      data-current={current || undefined}
      data-stream={line?.stream}
      data-line={n}
    >
      <span className={classes['number']} data-number={n}>
        {n}
      </span>
      {times && <span className={classes['time']}>{line && lineTime(line.at)}</span>}
      <span className={classes['text']}>
        {stage && <span className={classes['stage']}>{stageNames[stage as Stage] ?? stage}</span>}
        {line ? (
          ansiPieces(line.text).map((piece, index) => <StyledText key={index} piece={piece} search={search} />)
        ) : (
          <span className={classes['absent']}>…</span>
        )}
      </span>
    </div>
  );
});

function StyledText({ piece: styled, search }: { piece: AnsiPiece; search: string }) {
  const { text, color, background, bold, italic, underline, strike } = styled;
  const content = marked(text, search).map((piece, index) =>
    piece.found ? (
      <mark key={index} className={classes['found']}>
        <Untrusted text={piece.text} />
      </mark>
    ) : (
      <Untrusted key={index} text={piece.text} />
    ),
  );
  if (!color && !background && !bold && !italic && !underline && !strike) return content;
  const line = [underline && 'underline', strike && 'line-through'].filter(Boolean).join(' ');
  return (
    <span
      style={{
        color,
        background,
        fontWeight: bold ? 700 : undefined,
        fontStyle: italic ? 'italic' : undefined,
        textDecoration: line || undefined,
      }}
    >
      {content}
    </span>
  );
}
