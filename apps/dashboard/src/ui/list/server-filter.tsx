import type { Server } from '../../api/servers/servers.js';
import { FilterSelect } from './filter-select.js';

interface Props {
  servers: readonly Server[];
  /** The id of the chosen server; empty for all. */
  value: string;
  onChange: (serverId: string) => void;
}

export function ServerFilter({ servers, value, onChange }: Props) {
  const options = servers.map(({ id, name }) => [id, name] as const);
  return (
    <FilterSelect label="Server" all="All servers" searchable options={options} value={value} onChange={onChange} />
  );
}
