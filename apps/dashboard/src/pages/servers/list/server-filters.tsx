import { Group, Switch } from '@mantine/core';
import { isServerSort, type ServerSort } from '../../../domain/servers/server-figures.js';
import { FilterSelect } from '../../../ui/list/filter-select.js';
import { SearchField } from '../../../ui/list/search-field.js';
import { serverStatuses } from '../../../ui/status/server-status.js';
import type { ServersState } from './use-server-rows.js';

const statuses = Object.entries(serverStatuses).map(([value, { label }]) => [value, label] as const);
const orders: [ServerSort, string][] = [
  ['attention', 'Needs attention first'],
  ['name', 'Name'],
  ['calls', 'Most calls'],
  ['errors', 'Highest error rate'],
  ['p95', 'Slowest'],
  ['updated', 'Last updated'],
];

interface Props {
  state: ServersState;
  /** Names of accounts by id. */
  owners: ReadonlyMap<string, string>;
  onChange: (change: Partial<ServersState>) => void;
}

export function ServerFilters({ state, owners, onChange }: Props) {
  const bound = (name: keyof ServersState) => ({
    value: state[name] as string,
    onChange: (value: string) => onChange({ [name]: value }),
  });
  const boundSwitch = (name: keyof ServersState) => ({
    checked: state[name] as boolean,
    onChange: (event: { currentTarget: HTMLInputElement }) => onChange({ [name]: event.currentTarget.checked }),
  });
  return (
    <Group mb="sm" gap="md" align="flex-end">
      <SearchField label="Search by name or repository" {...bound('search')} />
      <FilterSelect label="Status" all="All statuses" options={statuses} {...bound('status')} />
      <FilterSelect label="Owner" all="All owners" searchable options={owners} {...bound('owner')} />
      <FilterSelect
        label="Order"
        all="Needs attention first"
        options={orders}
        value={isServerSort(state.sort) ? state.sort : 'attention'}
        onChange={(sort) => onChange({ sort: sort || 'attention' })}
      />
      <Group gap="md" mb={6}>
        <Switch label="Show deactivated" {...boundSwitch('deactivated')} />
        <Switch label="My servers only" {...boundSwitch('mine')} />
      </Group>
    </Group>
  );
}
