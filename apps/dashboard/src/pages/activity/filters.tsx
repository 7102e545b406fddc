import { Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { usersQuery } from '../../api/access/users.js';
import { type Call, calledToolsQuery } from '../../api/activity/calls.js';
import { isShownStatus } from '../../api/activity/shown-status.js';
import { useMe } from '../../api/me/session.js';
import type { Server } from '../../api/servers/servers.js';
import { seesEverything } from '../../domain/accounts/roles.js';
import type { RangeState } from '../../domain/lists/date-range.js';
import { visibleText } from '../../format/visible-text.js';
import { callStatuses } from '../../ui/calls/call-status.js';
import { DateRangeFilter } from '../../ui/list/date-range-filter.js';
import classes from '../../ui/list/filters.module.css';

export interface ActivityState extends RangeState {
  [name: string]: string | string[];
  server: string;
  status: string;
  tool: string;
  user: string;
  /** The cursors of the pages after the first, up to the page that is shown. */
  after: string[];
}

interface Props {
  state: ActivityState;
  onChange: (change: Partial<ActivityState>) => void;
  serverId: string | undefined;
  /** The choices of the filter for servers; without them there is no such filter. */
  servers?: Server[];
  /** Their callers are choices too, in addition to the directory of users. */
  calls: Call[] | undefined;
}

const options = (entries: Iterable<readonly [string, string]>) =>
  [...new Map(entries)].map(([value, label]) => ({ value, label: visibleText(label) }));

export function Filters({ state, onChange, serverId, servers, calls }: Props) {
  const seesAll = seesEverything(useMe());
  const tools = useQuery(calledToolsQuery(serverId)).data ?? [];
  const { data: users } = useInfiniteQuery({
    ...usersQuery({ search: '', role: '', status: '' }),
    enabled: seesAll,
    retry: false,
  });
  const listed = users?.pages.flatMap(({ items }) => items.map(({ id, name }) => [id, name] as const)) ?? [];
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
        placeholder="All statuses"
        data={Object.entries(callStatuses).map(([value, { label }]) => ({ value, label }))}
        value={isShownStatus(state.status) ? state.status : null}
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
          data={options([...chosenUser, ...listed, ...callers])}
          value={state.user || null}
          onChange={(user) => onChange({ user: user ?? '' })}
        />
      )}
    </div>
  );
}
