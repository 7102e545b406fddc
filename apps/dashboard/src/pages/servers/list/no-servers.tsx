import { Button } from '@mantine/core';
import { IconPlus, IconSearch, IconServer2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Me } from '../../../api/me/session.js';
import { mayCreateServers } from '../../../domain/accounts/roles.js';
import { EmptyState } from '../../../ui/frame/states.js';

export function CreateButton() {
  return (
    <Button component={Link} to="/servers/new" leftSection={<IconPlus size={16} />}>
      Create server
    </Button>
  );
}

/** In place of an empty list of servers: why it is empty, and what to do. */
export function NoServers({ narrowed, deactivated, me }: { narrowed: boolean; deactivated: boolean; me: Me }) {
  if (narrowed) {
    return (
      <EmptyState title="No server matches" icon={<IconSearch size={32} />}>
        {deactivated
          ? 'Try another name or repository.'
          : 'Try another name or repository, or show deactivated servers.'}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={mayCreateServers(me) ? 'Create your first server' : 'No server is available to you yet'}
      icon={<IconServer2 size={32} />}
      action={mayCreateServers(me) && <CreateButton />}
    >
      {mayCreateServers(me)
        ? 'You need a name and a git push. Toolyard builds the code, lists its tools, and runs it behind one URL.'
        : 'A server is listed here when one of your permission groups may call one of its tools.'}
    </EmptyState>
  );
}
