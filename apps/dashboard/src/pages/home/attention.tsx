import { Anchor, Group, Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Measures } from '../../api/activity/analysis.js';
import { healthQuery } from '../../api/platform/health.js';
import type { Server } from '../../api/servers/servers.js';
import { needsAttention } from '../../domain/servers/server-figures.js';
import { StatusDot } from '../../ui/status/status-dot.js';
import { Untrusted } from '../../ui/text/untrusted.js';

interface Props {
  servers: Server[] | undefined;
  totals: Measures | undefined;
  onActivity: (search: Record<string, string>) => void;
}

const namedServers = 3;

/** What should not wait: failing servers, services that are missing, refused calls. Each leads to its place. */
export function Attention({ servers = [], totals, onActivity }: Props) {
  const { data: health } = useQuery({ ...healthQuery, refetchInterval: 30_000 });
  const failing = servers.filter((server) => !server.disabled && needsAttention(server));
  const missing = Object.entries(health?.services ?? {}).filter(([, { status }]) => status !== 'ok');
  const denied = totals?.byClass.denied ?? 0;
  const signIns = totals?.byClass.auth_required ?? 0;
  const lines: ReactNode[] = [
    ...failing.slice(0, namedServers).map((server) => (
      <Line key={server.id} color="red" label="Failing">
        <Anchor component={Link} to={`/servers/${server.slug}/deployments`} size="sm" underline="always">
          <Untrusted text={server.name} />
        </Anchor>
        : {server.liveDeploymentId === null ? 'no deployment is live' : 'the last deployment failed'}
      </Line>
    )),
    failing.length > namedServers && (
      <Line key="more" color="red" label="Failing">
        <Anchor component={Link} to="/servers" size="sm" underline="always">
          {failing.length - namedServers} more servers
        </Anchor>
      </Line>
    ),
    ...missing.map(([name]) => (
      <Line key={name} color="red" label="Missing">
        <Anchor component={Link} to="/health" size="sm" underline="always">
          {name}
        </Anchor>{' '}
        does not work
      </Line>
    )),
    denied > 0 && (
      <Line key="denied" color="amber" label="Denied">
        <Calls count={denied} onClick={() => onActivity({ status: 'denied' })} /> refused by a permission group
      </Line>
    ),
    signIns > 0 && (
      <Line key="sign-in" color="violet" label="Needs sign-in">
        <Calls count={signIns} onClick={() => onActivity({ status: 'needs_sign_in' })} /> without a credential
      </Line>
    ),
  ].filter(Boolean);
  if (lines.length === 0) return null;
  return (
    <Paper withBorder px="md" py="xs" component="section" aria-label="Needs attention">
      <Group gap="6px 24px">{lines}</Group>
    </Paper>
  );
}

function Line({ color, label, children }: { color: 'red' | 'amber' | 'violet'; label: string; children: ReactNode }) {
  return (
    <Group gap={8} wrap="nowrap">
      <StatusDot color={color} label={label} withLabel={false} />
      <Text size="sm" component="div">
        {children}
      </Text>
    </Group>
  );
}

const Calls = ({ count, onClick }: { count: number; onClick: () => void }) => (
  <Anchor component="button" type="button" size="sm" underline="always" onClick={onClick}>
    {count.toLocaleString('en')} {count === 1 ? 'call' : 'calls'}
  </Anchor>
);
