import { useEffect, useEffectEvent } from 'react';
import { onLiveEvent } from '../api/live.js';

/** Figures follow a call within about this time. */
const settleMs = 1_600;

/**
 * Runs `refresh` when calls of the server (of any, without an id) began or ended and figures have had time to follow;
 * many calls in a row make one run at a time.
 */
export function useAfterCalls(serverId: string | undefined, refresh: () => void): void {
  const run = useEffectEvent(refresh);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unlisten = onLiveEvent((event) => {
      if (event.kind !== 'calls' || timer || (serverId !== undefined && !(serverId in event.servers))) return;
      timer = setTimeout(() => {
        timer = undefined;
        run();
      }, settleMs);
    });
    return () => {
      unlisten();
      clearTimeout(timer);
    };
  }, [serverId]);
}
