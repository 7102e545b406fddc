import { ActionIcon, Indicator, Tooltip } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { alertsQuery } from '../../api/alerts/alerts.js';
import { callsForAction } from '../../domain/alerts/alert-text.js';

/** How many alerts fire that are neither acknowledged nor silenced; leads to them. */
export function AlertBell() {
  const count = callsForAction(useQuery({ ...alertsQuery, retry: false }).data ?? []);
  const label = count === 0 ? 'Alerts: none fires' : `Alerts: ${count} ${count === 1 ? 'fires' : 'fire'}`;
  return (
    <Tooltip label={label}>
      <Indicator label={count} size={16} color="red" offset={6} disabled={count === 0}>
        <ActionIcon component={Link} to="/alerts" variant="subtle" color="gray" size="lg" aria-label={label}>
          <IconBell size={18} />
        </ActionIcon>
      </Indicator>
    </Tooltip>
  );
}
