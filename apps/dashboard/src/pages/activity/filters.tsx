import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { usersQuery } from '../../api/access/users.js';
import { breakdownQuery } from '../../api/activity/analysis.js';
import { calledToolsQuery } from '../../api/activity/calls.js';
import { isShownStatus } from '../../api/activity/shown-status.js';
import { useMe } from '../../api/me/session.js';
import { callClasses } from '@toolyard/contracts';
import type { Server } from '../../api/servers/servers.js';
import { seesEverything } from '../../domain/accounts/roles.js';
import { timeZones } from '../../domain/lists/time-zone.js';
import { callStatuses, classLabel } from '../../ui/calls/call-status.js';
import { DateRangeFilter } from '../../ui/list/date-range-filter.js';
import type { ActivityState } from './activity-state.js';
import { FilterSelect } from '../../ui/list/filter-select.js';
import { SearchFilter } from '../../ui/list/search-filter.js';
import classes from '../../ui/list/filters.module.css';

/** Callers and clients of all time that are choices. */
const listedCallers = 200;

interface Props {
  state: ActivityState;
  onChange: (change: Partial<ActivityState>) => void;
  serverId: string | undefined;
  /** The choices of the filter for servers; without them there is no such filter. */
  servers?: Server[];
  timeZone: string;
  onTimeZone: (zone: string) => void;
}

export function Filters({ state, onChange, serverId, servers, timeZone, onTimeZone }: Props) {
  const seesAll = seesEverything(useMe());
  const tools = useQuery(calledToolsQuery(serverId)).data ?? [];
  const { data: users } = useInfiniteQuery({
    ...usersQuery({ search: '', role: '', status: '' }),
    enabled: seesAll,
    retry: false,
  });
  const clients = useQuery(breakdownQuery('client', { serverId }, {}, { limit: listedCallers })).data?.items ?? [];
  const listed = users?.pages.flatMap(({ items }) => items.map(({ id, name }) => [id, name] as const)) ?? [];
  const { data: callers } = useQuery({
    ...breakdownQuery('user', { serverId }, {}, { limit: listedCallers }),
    enabled: seesAll,
  });
  return (
    <div className={classes['filters']}>
      <SearchFilter
        value={state.search}
        placeholder="Tool, user, error"
        maxLength={256}
        onChange={(search) => onChange({ search })}
      />
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
        label="Outcome"
        all="All outcomes"
        options={callClasses.map((each) => [each, classLabel(each)])}
        value={state.outcome}
        onChange={(outcome) => onChange({ outcome })}
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
          options={[...listed, ...(callers?.items ?? []).map(({ key, name }) => [key, name || key] as const)]}
          value={state.user}
          onChange={(user) => onChange({ user })}
        />
      )}
      <FilterSelect
        label="Client"
        all="All clients"
        searchable
        options={clients.map(({ key, name }) => [key, name || key])}
        value={state.client}
        onChange={(client) => onChange({ client, version: '' })}
      />
      {state.deployment !== '' && (
        <FilterSelect
          label="Deployment"
          all="All deployments"
          options={[]}
          value={state.deployment}
          onChange={(deployment) => onChange({ deployment })}
        />
      )}
      <FilterSelect
        label="Time zone"
        all="Of this browser"
        searchable
        options={timeZones().map((zone) => [zone, zone.replaceAll('_', ' ')])}
        value={timeZone}
        onChange={onTimeZone}
      />
    </div>
  );
}
