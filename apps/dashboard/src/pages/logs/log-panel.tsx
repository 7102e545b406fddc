import { Tabs } from '@mantine/core';
import { useMemo } from 'react';
import type { Deployment } from '../../api/deployments/deployments.js';
import type { LogSource } from '../../api/deployments/logs.js';
import type { Server } from '../../api/servers/servers.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { Log } from './log.js';
import classes from './logs.module.css';

const defaults = { log: 'build', find: '' };

/** Build log and runtime log. The tab, the search and the chosen lines are in the URL. */
export function LogPanel({ server, deployment }: { server: Server; deployment: Deployment }) {
  const [state, setState] = useListState(defaults);
  const tab = state.log === 'runtime' ? 'runtime' : 'build';
  const source = useMemo(
    (): LogSource => (tab === 'build' ? { kind: 'deployment', id: deployment.id } : { kind: 'server', id: server.id }),
    [tab, deployment.id, server.id],
  );
  return (
    <Tabs
      value={tab}
      onChange={(log) => setState({ log: log ?? 'build', find: '' })}
      variant="outline"
      className={classes['panel']}
    >
      <Tabs.List mb="xs">
        <Tabs.Tab value="build">Build log</Tabs.Tab>
        <Tabs.Tab value="runtime">Runtime log</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value={tab} className={classes['panel']}>
        <Log
          key={`${source.kind} ${source.id}`}
          source={source}
          label={tab === 'build' ? 'Build log' : 'Runtime log'}
          typed={state.find}
          onTyped={(find) => setState({ find })}
        />
      </Tabs.Panel>
    </Tabs>
  );
}
