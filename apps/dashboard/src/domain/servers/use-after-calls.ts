import { useEffect, useEffectEvent } from 'react';
import { onLiveEvent } from '../../api/live/live.js';

/** A call is part of the figures this long after it ended. */
const settleMs = 1_600;

/**
 * Runs `refresh` after calls of a server (without an id: of any server) began or ended, when the figures include them.
 * Calls that follow each other closely make one run.
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
