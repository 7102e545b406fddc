import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { usersQuery } from '../../api/access/users.js';
import { type Call, calledToolsQuery } from '../../api/activity/calls.js';
import { isShownStatus } from '../../api/activity/shown-status.js';
import { useMe } from '../../api/me/session.js';
import type { Server } from '../../api/servers/servers.js';
import { seesEverything } from '../../domain/accounts/roles.js';
import type { RangeState } from '../../domain/lists/date-range.js';
import { callStatuses } from '../../ui/calls/call-status.js';
import { DateRangeFilter } from '../../ui/list/date-range-filter.js';
import { FilterSelect } from '../../ui/list/filter-select.js';
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
  return (
    <div className={classes['filters']}>
      <DateRangeFilter state={state} onChange={onChange} />
      {servers && (
        <FilterSelect
          label="Server"
          all="All servers"
          searchable
          options={servers.map(({ id, name }) => [id, name])}
          value={state.server}
          onChange={(server) => onChange({ server, tool: '' })}
        />
      )}
      <FilterSelect
        label="Status"
        all="All statuses"
        options={Object.entries(callStatuses).map(([value, { label }]) => [value, label])}
        value={isShownStatus(state.status) ? state.status : ''}
        onChange={(status) => onChange({ status })}
      />
      <FilterSelect
        label="Tool"
        all="All tools"
        searchable
        options={tools.map((tool) => [tool, tool])}
        value={state.tool}
        onChange={(tool) => onChange({ tool })}
      />
      {seesAll && (
        <FilterSelect
          label="User"
          all="All users"
          searchable
          options={[...listed, ...callers]}
          value={state.user}
          onChange={(user) => onChange({ user })}
        />
      )}
    </div>
  );
}
