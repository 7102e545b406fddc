import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { exactTime, refreshMs, relativeTime } from '../../format/time.js';

/** A relative time, with the exact one on hover, on focus and for assistive technology. It is updated regularly. */
export function RelativeTime({ at, empty = '–' }: { at: string | null | undefined; empty?: string }) {
  const [now, setNow] = useState(Date.now);
  const time = at ? Date.parse(at) : NaN;
  useEffect(() => {
    if (Number.isNaN(time)) return;
    const timer = setTimeout(() => setNow(Date.now()), refreshMs(time, Date.now()));
    return () => clearTimeout(timer);
  }, [time, now]);
  if (Number.isNaN(time)) return <span>{empty}</span>;
  return (
    <Tooltip label={exactTime(time)} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={new Date(time).toISOString()} aria-label={`${relativeTime(time, now)}, ${exactTime(time)}`}>
        {relativeTime(time, now)}
      </time>
    </Tooltip>
  );
}
