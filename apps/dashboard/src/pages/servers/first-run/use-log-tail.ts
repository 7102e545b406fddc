import type { LogLine } from '@toolyard/contracts';
import { useEffect, useState } from 'react';

const kept = 300;
const gatherMs = 100;

/** The newest lines of a deployment's build log, as they are written. */
export function useLogTail(deploymentId: string | undefined): LogLine[] {
  const [state, setState] = useState<{ of: string; lines: LogLine[] }>({ of: '', lines: [] });
  useEffect(() => {
    if (!deploymentId) return;
    const source = new EventSource(`/api/v1/deployments/${encodeURIComponent(deploymentId)}/logs`);
    let waiting: LogLine[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const fresh = waiting;
      waiting = [];
      setState((now) => ({
        of: deploymentId,
        lines: [...(now.of === deploymentId ? now.lines : []), ...fresh].slice(-kept),
      }));
    };
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      waiting.push(JSON.parse(data) as LogLine);
      timer ??= setTimeout(flush, gatherMs);
    });
    source.addEventListener('end', () => source.close());
    return () => {
      source.close();
      clearTimeout(timer);
    };
  }, [deploymentId]);
  return state.of === deploymentId ? state.lines : [];
}
