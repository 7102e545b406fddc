import { useEffect, useState } from 'react';
import { duration } from '../../format/time.js';

const tickMs = 250;

/** Time that passes while it is shown, since `since` (ISO 8601). */
export function RunningTime({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return <span role="timer">{duration(Math.max(0, now - Date.parse(since)))}</span>;
}
