import { useEffect, useRef } from 'react';
import { useLogFeed } from '../../../domain/logs/use-log-feed.js';
import { plainText } from '../../../format/ansi.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import classes from './log-tail.module.css';

const shownLines = 300;

/** The newest lines of a build log, in a small box. It scrolls to new lines unless the user scrolled up. */
export function LogTail({ deploymentId }: { deploymentId: string }) {
  const feed = useLogFeed({ kind: 'deployment', id: deploymentId });
  const { total } = feed.book;
  const lines = feed.book.tail(shownLines);
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => feed.need(total - shownLines + 1, total), [feed, total]);
  useEffect(() => {
    if (follows.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length, total]);
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    follows.current = scrollHeight - scrollTop - clientHeight < 24;
  };
  return (
    <div
      ref={box}
      className={classes['log']}
      role="log"
      aria-label="Build log"
      aria-live="off"
      tabIndex={0}
      onScroll={onScroll}
    >
      {lines.length === 0 ? (
        <span className={classes['empty']}>The log appears here when the build starts.</span>
      ) : (
        lines.map((line) => (
          <div key={line.n} data-stream={line.stream}>
            <Untrusted text={plainText(line.text)} />
          </div>
        ))
      )}
    </div>
  );
}
