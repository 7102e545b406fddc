import { Anchor } from '@mantine/core';
import { IconError404 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../parts/states.js';

export function NotFound() {
  return (
    <EmptyState title="There is no page at this address" icon={<IconError404 size={40} />} action={<Anchor component={Link} to="/">Go to the servers</Anchor>}>
      The link may be old, or what it led to was deleted.
    </EmptyState>
  );
}
