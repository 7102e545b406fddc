import { Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Server } from '../../api/servers.js';
import { usersQuery } from '../../api/users-and-groups.js';
import { type Call, calledToolsQuery } from '../../api/activity.js';
import { useMe } from '../../api/session.js';
import { callStatuses } from '../../ui/calls/call-status.js';
import type { RangeState } from '../../domain/date-range.js';
import { DateRangeFilter } from '../../ui/list/date-range-filter.js';
import { visibleText } from '../../format/visible-text.js';
import classes from '../../ui/list/filters.module.css';

export interface ActivityState extends RangeState {
  [name: string]: string | string[];
  server: string;
  status: string;
  tool: string;
  user: string;
  /** Where each page after the first begins; the last one is shown. */
  after: string[];
}

interface Props {
  state: ActivityState;
  onChange: (change: Partial<ActivityState>) => void;
  serverId: string | undefined;
  /** With them there is a choice of servers. */
  servers?: Server[];
  /** Whose callers are offered beside the directory. */
  calls: Call[] | undefined;
}

const options = (entries: Iterable<readonly [string, string]>) =>
  [...new Map(entries)].map(([value, label]) => ({ value, label: visibleText(label) }));

export function Filters({ state, onChange, serverId, servers, calls }: Props) {
  const { role } = useMe();
  const tools = useQuery(calledToolsQuery(serverId)).data ?? [];
  const seesAll = role === 'admin' || role === 'auditor';
  const { data: people } = useInfiniteQuery({
    ...usersQuery({ search: '', role: '', status: '' }),
    enabled: seesAll,
    retry: false,
  });
  const known = people?.pages.flatMap(({ items }) => items.map(({ id, name }) => [id, name] as const)) ?? [];
  const callers = (calls ?? []).map(({ userId, user }) => [userId, user || userId] as const);
  const chosenUser = state.user ? [[state.user, state.user] as const] : [];
  const chosenTool = state.tool ? [[state.tool, state.tool] as const] : [];
  const common = {
    size: 'xs',
    clearable: true,
    checkIconPosition: 'right',
    clearButtonProps: { 'aria-label': 'Clear' },
  } as const;
  return (
    <div className={classes['filters']}>
      <DateRangeFilter state={state} onChange={onChange} />
      {servers && (
        <Select
          {...common}
          label="Server"
          placeholder="All servers"
          searchable
          data={options(servers.map(({ id, name }) => [id, name]))}
          value={state.server || null}
          onChange={(server) => onChange({ server: server ?? '', tool: '' })}
        />
      )}
      <Select
        {...common}
        label="Status"
        placeholder="Every status"

        data={Object.entries(callStatuses).map(([value, { label }]) => ({ value, label }))}
        value={state.status in callStatuses ? state.status : null}
        onChange={(status) => onChange({ status: status ?? '' })}
      />
      <Select
        {...common}
        label="Tool"
        placeholder="All tools"
        searchable
        limit={100}
        data={options([...chosenTool, ...tools.map((tool) => [tool, tool] as const)])}
        value={state.tool || null}
        onChange={(tool) => onChange({ tool: tool ?? '' })}
      />
      {seesAll && (
        <Select
          {...common}
          label="User"
          placeholder="All users"
          searchable
          limit={100}
          data={options([...chosenUser, ...known, ...callers])}
          value={state.user || null}
          onChange={(user) => onChange({ user: user ?? '' })}
        />
      )}
    </div>
  );
}
