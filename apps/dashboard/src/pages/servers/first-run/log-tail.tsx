import type { LogLine } from '@toolyard/contracts';
import { useEffect, useRef } from 'react';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { withoutAnsi } from './plain-text.js';
import classes from './log-tail.module.css';

/** A few lines high, following its end unless somebody scrolled up. */
export function LogTail({ lines }: { lines: LogLine[] }) {
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (follows.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
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
        <span className={classes['empty']}>The log begins here as soon as the build does.</span>
      ) : (
        lines.map((line) => (
          <div key={line.n} data-stream={line.stream}>
            <Untrusted text={withoutAnsi(line.text)} />
          </div>
        ))
      )}
    </div>
  );
}
