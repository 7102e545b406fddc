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
  UnstyledButton,
} from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PermissionGroup } from '../../../api/access/groups.js';
import { type Server, allServersQuery } from '../../../api/servers/servers.js';
import { visibleText } from '../../../format/visible-text.js';
import { EmptyState } from '../../../ui/frame/states.js';
import { InstantSearch } from '../../../ui/list/instant-search.js';
import { ListFrame } from '../../../ui/list/list-frame.js';
import { useListState } from '../../../ui/list/use-list-state.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import classes from './group.module.css';
import { RuleEditor } from './rule-editor.js';
import { type RuleKind, ruleKindOf, ruleText } from './rules.js';
import { useRuleSubmission } from './use-rule-submission.js';

const pageSize = 20;
const defaults = { server: '', own: false, page: '1' };
const ruleKinds: { value: RuleKind; label: string }[] = [
  { value: 'default', label: 'Default' },
  { value: 'all', label: 'All' },
  { value: 'none', label: 'None' },
  { value: 'some', label: 'Chosen' },
];

/** One row for each server: what the group may call of it. A row opens to the tools of the server. */
export function RuleMatrix({ group }: { group: PermissionGroup }) {
  const servers = useQuery(allServersQuery);
  const [{ server, own, page }, change] = useListState(defaults);
  const search = server.trim().toLowerCase();
  const found = servers.data?.filter(
    ({ id, name, slug }) => (!own || group.servers[id]) && `${name}\n${slug}`.toLowerCase().includes(search),
  );
  const pages = Math.max(1, Math.ceil((found?.length ?? 0) / pageSize));
  const current = Math.min(Math.max(1, Number.parseInt(page, 10) || 1), pages);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <InstantSearch label="Search servers" value={server} onChange={(text) => change({ server: text, page: '1' })} />
        <Checkbox
          size="xs"
          label="Only servers with a rule of their own"
          checked={own}
          onChange={(event) => change({ own: event.currentTarget.checked, page: '1' })}
        />
      </Group>
      <ListFrame
        query={servers}
        loading={!found && Array.from({ length: 6 }, (_, index) => <Skeleton key={index} height={36} />)}
        isEmpty={found?.length === 0}
        empty={
          <EmptyState title={servers.data?.length ? 'No server matches' : 'No servers yet'}>
            {servers.data?.length
              ? 'Change the search, or show servers without a rule of their own.'
              : `Servers created later follow the default: ${group.defaultAccess === 'all' ? 'all tools' : 'no tool'}.`}
          </EmptyState>
        }
      >
        <Box component="ul" p={0} m={0} aria-label="What the group may call, by server">
          {found?.slice((current - 1) * pageSize, current * pageSize).map((listed) => (
            <Row key={listed.id} server={listed} group={group} />
          ))}
        </Box>
      </ListFrame>
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
  const rule = Object.hasOwn(group.servers, server.id) ? group.servers[server.id] : undefined;
  const [open, setOpen] = useState(false);
  const { busy, send } = useRuleSubmission(group, server, 'The rule was not changed');
  const choose = (kind: string) => {
    if (kind === 'some') return setOpen(true);
    send(kind === 'default' ? null : { access: kind as 'all' | 'none' });
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
          data={ruleKinds}
          value={open ? 'some' : ruleKindOf(rule)}
          onChange={choose}
          disabled={busy}
          aria-label={`Tools of ${name}`}
        />
      </Group>
      {open && <RuleEditor group={group} server={server} rule={rule} />}
    </Box>
  );
}
