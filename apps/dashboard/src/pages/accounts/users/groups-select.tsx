import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { groupsQuery } from '../../../api/access/groups.js';
import { visibleText } from '../../../format/visible-text.js';

/** The permission groups of a user. The choice is optional: every user is in the default group. */
export function GroupsSelect({
  value,
  onChange,
  description,
}: {
  value: string[];
  onChange: (groupIds: string[]) => void;
  description?: string;
}) {
  const groups = useQuery(groupsQuery);
  const data = (groups.data ?? []).map(({ id, name, isDefault }) => ({
    value: id,
    label: `${visibleText(name)}${isDefault ? ' (default)' : ''}`,
  }));
  return (
    <MultiSelect
      label="Permission groups"
      description={description}
      data={data}
      value={value}
      onChange={onChange}
      searchable
      hidePickedOptions
      disabled={!groups.data}
    />
  );
}
