import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './use-sort.module.css';

/**
 * The order of a table with figures: the largest first, until its title is clicked again.
 *
 * @returns the order, and the title of a column as a button
 */
export function useSort<Key extends string>(
  first: Key,
  titles: Record<Key, string>,
): [sort: { key: Key; descending: boolean }, titleOf: (key: Key) => ReactNode] {
  const [sort, setSort] = useState({ key: first, descending: true });
  const titleOf = (key: Key) => (
    <UnstyledButton
      className={classes['title']}
      onClick={() => setSort({ key, descending: sort.key === key ? !sort.descending : true })}
      aria-label={`Sort by ${titles[key]}`}
    >
      {titles[key]}
      {sort.key === key && (sort.descending ? <IconArrowDown size={12} /> : <IconArrowUp size={12} />)}
    </UnstyledButton>
  );
  return [sort, titleOf];
}
