import { UnstyledButton } from '@mantine/core';
import { type MouseEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { extended, isWithin, type LineRange, mostLinesShown, nextFirstShown } from '../../domain/logs/line-range.js';
import type { LogFeed } from '../../domain/logs/log-feed.js';
import { LogRow } from './log-row.js';
import classes from './logs.module.css';

const rowHeight = 18;
/** How many lines above and below the visible ones are read with them. */
const margin = 100;

interface LogLook {
  times: boolean;
  wrap: boolean;
  search: string;
}

interface Props {
  feed: LogFeed;
  label: string;
  look: LogLook;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  chosen: LineRange | null;
  onChoose: (range: LineRange) => void;
  /** Grows with each request to scroll to the chosen lines. */
  scrollRequest: number;
  /** The line of the current match. */
  current: number | null;
}

/** The visible lines and a few around them; however long the log is, the page has no more of it. */
export function LogView({ feed, label, look, follow, onFollow, chosen, onChoose, scrollRequest, current }: Props) {
  const { book } = feed;
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [first, setFirst] = useState<number | null>(null);
  const before = useRef(0);
  const { total } = book;
  const from = first ?? 1;
  const count = Math.max(0, total - from + 1);

  const next = nextFirstShown(first, { total, chosen, current, follow });
  if (next !== first) setFirst(next);

  const read = useCallback(() => {
    const handle = list.current;
    if (!handle || book.total === 0) return;
    const top = from + handle.findItemIndex(handle.scrollOffset);
    const shown = Math.ceil(handle.viewportSize / rowHeight);
    feed.need(Math.max(1, top - margin), top + shown + margin);
  }, [feed, book, from]);

  const toEnd = () => {
    const element = box.current;
    if (!follow || !element) return;
    element.scrollTop = element.scrollHeight;
    before.current = element.scrollTop;
  };

  useLayoutEffect(() => {
    toEnd();
    read();
  });

  const goTo = chosen?.from ?? null;
  const ready = first !== null;
  useEffect(() => {
    if (ready && goTo !== null && goTo >= from && (scrollRequest > 0 || !follow))
      list.current?.scrollToIndex(goTo - from, { align: 'center' });
    // A link and the field for a line scroll to the lines; a click on a visible line does not.
  }, [ready, scrollRequest]); // oxlint-disable-line react/exhaustive-deps

  useEffect(() => {
    if (current !== null && current >= from) list.current?.scrollToIndex(current - from, { align: 'center' });
  }, [current, from]);

  const onScroll = () => {
    const element = box.current!;
    const fromEnd = element.scrollHeight - element.clientHeight - element.scrollTop;
    if (element.scrollTop < before.current - 2 && fromEnd > 2 * rowHeight) onFollow(false);
    else if (!follow && fromEnd < 2 && element.scrollTop > before.current && feed.state !== 'ended') onFollow(true);
    before.current = element.scrollTop;
    read();
  };

  const onClick = (event: MouseEvent) => {
    const number = (event.target as HTMLElement).closest<HTMLElement>('[data-number]')?.dataset['number'];
    if (number)
      onChoose(event.shiftKey ? extended(chosen, Number(number)) : { from: Number(number), to: Number(number) });
  };

  return (
    <div className={classes['frame']}>
      {from > 1 && (
        <div className={classes['notice']}>
          Lines before {from.toLocaleString('en')} are not shown.{' '}
          <UnstyledButton fz="xs" onClick={() => setFirst(Math.max(1, from - mostLinesShown))}>
            Show earlier lines
          </UnstyledButton>
        </div>
      )}
      {/* The field for a line does the same with the keyboard as a click on a number. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events */}
      <div
        ref={box}
        className={classes['scroller']}
        tabIndex={0}
        role="region"
        aria-label={label}
        onScroll={onScroll}
        onClick={onClick}
      >
        <Virtualizer
          ref={list}
          data={{ length: count } as ArrayLike<undefined>}
          itemSize={rowHeight}
          bufferSize={200}
          onResize={toEnd}
        >
          {(_, index) => {
            const n = from + index;
            const line = book.get(n);
            const begins = line && line.stage !== 'runtime' && line.stage !== book.get(n - 1)?.stage;
            return (
              <LogRow
                key={n}
                n={n}
                line={line}
                stage={begins ? line.stage : undefined}
                times={look.times}
                wrap={look.wrap}
                search={look.search}
                chosen={isWithin(chosen, n)}
                current={n === current}
              />
            );
          }}
        </Virtualizer>
      </div>
    </div>
  );
}
