import { useEffect, useState } from 'react';
import { duration } from '../../format/time.js';

const tickMs = 250;

/** The time since `since` (ISO 8601), updated regularly. */
export function RunningTime({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return <span role="timer">{duration(Math.max(0, now - Date.parse(since)))}</span>;
}
