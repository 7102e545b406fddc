import type { ServerStatus } from '@toolyard/contracts';
import { type DotColor, StatusDot } from './status-dot.js';

export const serverStatuses: Record<ServerStatus, { color: DotColor; label: string }> = {
  live: { color: 'green', label: 'Live' },
  disabled: { color: 'yellow', label: 'Disabled' },
  never_deployed: { color: 'gray', label: 'Never deployed' },
  failing: { color: 'red', label: 'Failing' },
  unknown: { color: 'gray', label: 'Unknown' },
};

export function ServerStatusDot({ status, withLabel = true }: { status: ServerStatus; withLabel?: boolean }) {
  return <StatusDot {...serverStatuses[status]} withLabel={withLabel} />;
}
