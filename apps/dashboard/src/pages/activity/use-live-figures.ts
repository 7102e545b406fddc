import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { onLiveEvent } from '../../api/live.js';

/** A call shows in the figures this much after it ended. */
const settleMs = 1_500;
const moving = new Set(['stats', 'percentiles', 'histogram', 'watch']);

/**
 * Reads figures and news again after calls began or ended; what is listed stays. Many calls in a row are one reading
 * every settle time. Answers whether there were any.
 */
export function useLiveFigures(serverId: string | undefined): boolean {
  const client = useQueryClient();
  const [stirred, setStirred] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      setStirred(true);
      void client.invalidateQueries({
        predicate: ({ queryKey: [area, kind] }) => area === 'activity' && moving.has(String(kind)),
      });
    };
    const unlisten = onLiveEvent((event) => {
      if (event.kind !== 'calls' || (serverId !== undefined && !(serverId in event.servers))) return;
      timer ??= setTimeout(read, settleMs);
    });
    return () => {
      unlisten();
      clearTimeout(timer);
    };
  }, [client, serverId]);
  return stirred;
}
