import {
  Badge,
  Box,
  Checkbox,
  Group,
  Pagination,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Rule } from '@toolyard/contracts';
import { useState } from 'react';
import { allServersQuery, groupQuery, type PermissionGroup, setRule } from '../../../api/users-and-groups.js';
import type { Server } from '../../../api/servers.js';
import { notifyDone, notifyFailed } from '../../../ui/frame/notify.js';
import { EmptyState, ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { useListState } from '../../../ui/list/use-list-state.js';
import { visibleText } from '../../../format/visible-text.js';
import { RuleEditor } from './rule-editor.js';
import { type Choice, choiceOf, ruleText } from './rules.js';
import classes from './group.module.css';

const pageSize = 20;
const defaults = { server: '', own: false, page: '1' };
const choices: { value: Choice; label: string }[] = [
  { value: 'default', label: 'Default' },
  { value: 'all', label: 'All' },
  { value: 'none', label: 'None' },
  { value: 'some', label: 'Chosen' },
];

/** Servers in rows, what the group may call of each, and its tools below when they are wanted. */
export function RuleMatrix({ group }: { group: PermissionGroup }) {
  const servers = useQuery(allServersQuery);
  const [{ server, own, page }, change] = useListState(defaults);
  if (servers.isError) return <ErrorState error={servers.error} retry={() => void servers.refetch()} />;
  const wanted = server.trim().toLowerCase();
  const found = servers.data?.filter(
    (each) => (!own || group.servers[each.id]) && `${each.name}\n${each.slug}`.toLowerCase().includes(wanted),
  );
  const pages = Math.max(1, Math.ceil((found?.length ?? 0) / pageSize));
  const current = Math.min(Math.max(1, Number.parseInt(page, 10) || 1), pages);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <TextInput
          size="xs"
          placeholder="Search servers"
          aria-label="Search servers"
          data-page-search
          value={server}
          onChange={(event) => change({ server: event.currentTarget.value, page: '1' })}
        />
        <Checkbox
          size="xs"
          label="Only servers with a rule of their own"
          checked={own}
          onChange={(event) => change({ own: event.currentTarget.checked, page: '1' })}
        />
      </Group>
      {!found ? (
        Array.from({ length: 6 }, (_, index) => <Skeleton key={index} height={36} />)
      ) : found.length === 0 ? (
        <EmptyState title={servers.data?.length ? 'No server matches' : 'No servers yet'}>
          {servers.data?.length
            ? 'Change the search, or show servers without a rule of their own.'
            : `Servers created later follow the default: ${group.defaultAccess === 'all' ? 'all tools' : 'no tool'}.`}
        </EmptyState>
      ) : (
        <Box component="ul" p={0} m={0} aria-label="What the group may call, by server">
          {found.slice((current - 1) * pageSize, current * pageSize).map((each) => (
            <Row key={each.id} server={each} group={group} />
          ))}
        </Box>
      )}
      {pages > 1 && (
        <Pagination
          size="sm"
          total={pages}
          value={current}
          onChange={(next) => change({ page: String(next) })}
          getControlProps={(control) => ({ 'aria-label': `${control} page` })}
          getItemProps={(item) => ({ 'aria-label': `Page ${item}` })}
        />
      )}
    </Stack>
  );
}

function Row({ server, group }: { server: Server; group: PermissionGroup }) {
  const client = useQueryClient();
  const rule = Object.hasOwn(group.servers, server.id) ? group.servers[server.id] : undefined;
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const save = async (next: Rule | null) => {
    setBusy(true);
    try {
      await setRule(group.id, server.id, next);
      await client.invalidateQueries({ queryKey: groupQuery(group.id).queryKey });
      notifyDone(
        `${visibleText(server.name)}: ${ruleText(next ?? undefined, group.defaultAccess, server.tools).toLowerCase()}.`,
      );
    } finally {
      setBusy(false);
    }
  };
  const choose = (choice: string) => {
    if (choice === 'some') return setOpen(true);
    save(choice === 'default' ? null : { access: choice as 'all' | 'none' }).catch((error: unknown) =>
      notifyFailed(error),
    );
  };
  const name = visibleText(server.name);
  return (
    <Box component="li" className={classes['row']} display="block">
      <Group justify="space-between" gap="xs">
        <UnstyledButton onClick={() => setOpen(!open)} aria-expanded={open}>
          <Group gap={6} wrap="nowrap">
            {open ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
            <div>
              <Text size="sm" fw={500} component="span">
                <Untrusted text={server.name} />
              </Text>{' '}
              {server.status === 'disabled' && (
                <Badge size="xs" variant="light" color="gray">
                  disabled
                </Badge>
              )}
              <Text size="xs" c="dimmed">
                {ruleText(rule, group.defaultAccess, server.tools)}
              </Text>
            </div>
          </Group>
        </UnstyledButton>
        <SegmentedControl
          size="xs"
          data={choices}
          value={open && choiceOf(rule) !== 'some' ? 'some' : choiceOf(rule)}
          onChange={choose}
          disabled={busy}
          aria-label={`Tools of ${name}`}
        />
      </Group>
      {open && (
        <RuleEditor serverId={server.id} serverName={name} rule={rule} fallback={group.defaultAccess} onSave={save} />
      )}
    </Box>
  );
}
