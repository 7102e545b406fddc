import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { callKeys } from '../../api/query-keys.js';
import { useAfterCalls } from '../../domain/servers/use-after-calls.js';

/**
 * Reads figures and the newest calls again after calls began or ended; the page of calls stays as it is.
 *
 * @returns whether calls began or ended since the page was opened
 */
export function useLiveFigures(serverId: string | undefined): boolean {
  const client = useQueryClient();
  const [hasNewCalls, setHasNewCalls] = useState(false);
  useAfterCalls(serverId, () => {
    setHasNewCalls(true);
    for (const queryKey of callKeys.figures) void client.invalidateQueries({ queryKey });
  });
  return hasNewCalls;
}
