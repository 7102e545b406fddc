import type { Alert } from '../../api/alerts/alerts.js';
import { type DotColor, StatusDot } from '../../ui/status/status-dot.js';

const states: Record<Alert['state'], { label: string; color: DotColor }> = {
  firing: { label: 'Firing', color: 'red' },
  acknowledged: { label: 'Acknowledged', color: 'amber' },
  ok: { label: 'OK', color: 'green' },
  disabled: { label: 'Off', color: 'gray' },
};
export const AlertState = ({ state }: Pick<Alert, 'state'>) => <StatusDot {...states[state]} />;
