import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { usersQuery } from '../../api/access/users.js';
import { type BreakdownItem, breakdownQuery, type Dimension } from '../../api/activity/analysis.js';
import { calledToolsQuery } from '../../api/activity/calls.js';
import { isShownStatus } from '../../api/activity/shown-status.js';
import { useMe } from '../../api/me/session.js';
import { callClasses } from '@toolyard/contracts';
import type { Server } from '../../api/servers/servers.js';
import { seesEverything } from '../../domain/accounts/roles.js';
import { timeZones, useTimeZone } from '../../domain/lists/time-zone.js';
import { callStatuses, classLabel } from '../../ui/calls/call-status.js';
import { DateRangeFilter } from '../../ui/list/date-range-filter.js';
import type { ActivityState } from './activity-state.js';
import { FilterSelect } from '../../ui/list/filter-select.js';
import { ServerFilter } from '../../ui/list/server-filter.js';
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
}

export function Filters({ state, onChange, serverId, servers }: Props) {
  const [timeZone, setTimeZone] = useTimeZone();
  const choices = useChoices(serverId);
  const bound = (name: string) => ({
    value: state[name] as string,
    onChange: (value: string) => onChange({ [name]: value }),
  });
  return (
    <div className={classes['filters']}>
      <SearchFilter {...bound('search')} placeholder="Tool, user, error" maxLength={256} />
      <DateRangeFilter state={state} onChange={onChange} />
      {servers && (
        <ServerFilter servers={servers} value={state.server} onChange={(server) => onChange({ server, tool: '' })} />
      )}
      <FilterSelect
        label="Status"
        all="All statuses"
        options={statusChoices}
        {...bound('status')}
        value={isShownStatus(state.status) ? state.status : ''}
      />
      <FilterSelect label="Outcome" all="All outcomes" options={outcomeChoices} {...bound('outcome')} />
      <FilterSelect label="Tool" all="All tools" searchable options={choices.tools} {...bound('tool')} />
      {choices.users && (
        <FilterSelect label="User" all="All users" searchable options={choices.users} {...bound('user')} />
      )}
      <FilterSelect
        label="Client"
        all="All clients"
        searchable
        options={choices.clients}
        value={state.client}
        onChange={(client) => onChange({ client, version: '' })}
      />
      {state.deployment !== '' && (
        <FilterSelect label="Deployment" all="All deployments" options={[]} {...bound('deployment')} />
      )}
      <FilterSelect
        label="Time zone"
        all="Of this browser"
        searchable
        options={timeZones().map((zone) => [zone, zone.replaceAll('_', ' ')])}
        value={timeZone}
        onChange={setTimeZone}
      />
    </div>
  );
}

type Choices = (readonly [value: string, label: string])[];

const statusChoices: Choices = Object.entries(callStatuses).map(([value, { label }]) => [value, label]);
const outcomeChoices: Choices = callClasses.map((each) => [each, classLabel(each)]);

/** What was called, by whom and with what; `users` is undefined for those who see their own calls alone. */
function useChoices(serverId: string | undefined): { tools: Choices; users: Choices | undefined; clients: Choices } {
  const seesAll = seesEverything(useMe());
  const { data: tools = [] } = useQuery(calledToolsQuery(serverId));
  const { data: users } = useInfiniteQuery({
    ...usersQuery({ search: '', role: '', status: '' }),
    enabled: seesAll,
    retry: false,
  });
  const calledBy = (by: Dimension) => breakdownQuery(by, { serverId }, {}, { limit: listedCallers });
  const clients = useQuery(calledBy('client'));
  const callers = useQuery({ ...calledBy('user'), enabled: seesAll });
  const listed = users?.pages.flatMap(({ items }) => items.map(({ id, name }) => [id, name] as const)) ?? [];
  return {
    tools: tools.map((tool) => [tool, tool]),
    users: seesAll ? [...listed, ...namesOf(callers.data?.items)] : undefined,
    clients: namesOf(clients.data?.items),
  };
}

const namesOf = (items: BreakdownItem[] = []): Choices => items.map(({ key, name }) => [key, name || key]);
