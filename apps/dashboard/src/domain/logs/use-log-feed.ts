import { useEffect, useState, useSyncExternalStore } from 'react';
import type { LogSource } from '../../api/deployments/logs.js';
import { LogFeed } from './log-feed.js';

/** Follows a log while the component is shown. The source must not change: give each source a component of its own. */
export function useLogFeed(source: LogSource): LogFeed {
  const [feed] = useState(() => new LogFeed(source));
  useEffect(() => {
    void feed.open();
    return () => feed.close();
  }, [feed]);
  useSyncExternalStore(feed.watch, feed.snapshot);
  return feed;
}
