import { Button, Checkbox, Group, Skeleton, Stack, Switch, Text, TextInput } from '@mantine/core';
import type { Rule } from '@toolyard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PermissionGroup } from '../../../api/access/groups.js';
import type { Server } from '../../../api/servers/servers.js';
import { toolsQuery } from '../../../api/servers/tools.js';
import { visibleText } from '../../../format/visible-text.js';
import { EmptyState, ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import classes from './group.module.css';
import { ruleOf, selectionOf } from './rules.js';
import { useRuleSubmission } from './use-rule-submission.js';

interface Props {
  group: PermissionGroup;
  server: Server;
  rule: Rule | undefined;
}

const filterFrom = 12;

/** The tools of one server, each allowed or denied, and whether tools of later deployments will be allowed. */
export function RuleEditor({ group, server, rule }: Props) {
  const tools = useQuery(toolsQuery(server.id));
  if (tools.isError) return <ErrorState error={tools.error} retry={() => void tools.refetch()} />;
  if (!tools.data) return <Skeleton height={96} />;
  const names = tools.data.items.map(({ name }) => name);
  return <Editor key={JSON.stringify([rule, names])} names={names} group={group} server={server} rule={rule} />;
}

function Editor({ names, group, server, rule }: Props & { names: string[] }) {
  const first = selectionOf(rule, group.defaultAccess, names);
  const [tools, setTools] = useState(first.tools);
  const [newTools, setNewTools] = useState(first.newTools);
  const [filter, setFilter] = useState('');
  const { error, busy, send } = useRuleSubmission(group, server);
  const shown = names.filter((name) => name.toLowerCase().includes(filter.toLowerCase()));
  const next = ruleOf({ tools, newTools }, names, rule);
  const unchanged = rule !== undefined && JSON.stringify(next) === JSON.stringify(rule);
  const toggle = (name: string, allowed: boolean) => {
    const changed = new Set(tools);
    if (allowed) changed.add(name);
    else changed.delete(name);
    setTools(changed);
  };
  return (
    <Stack gap="sm" py="xs">
      {names.length === 0 ? (
        <EmptyState title="No tools yet">
          This server has no live deployment. You can still set a rule for the tools that it will have.
        </EmptyState>
      ) : (
        <>
          <Group gap="xs">
            {names.length > filterFrom && (
              <TextInput
                size="xs"
                placeholder="Filter tools"
                aria-label={`Filter tools of ${visibleText(server.name)}`}
                value={filter}
                onChange={(event) => setFilter(event.currentTarget.value)}
              />
            )}
            <Button size="compact-xs" variant="subtle" onClick={() => setTools(new Set([...tools, ...shown]))}>
              Allow {filter ? 'shown' : 'all'}
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => setTools(new Set([...tools].filter((name) => !shown.includes(name))))}
            >
              Deny {filter ? 'shown' : 'all'}
            </Button>
            <Text size="xs" c="dimmed" role="status">
              {tools.size} of {names.length} allowed
            </Text>
          </Group>
          <div className={classes['tools']}>
            {shown.map((name) => (
              <Checkbox
                key={name}
                size="sm"
                label={<Untrusted text={name} />}
                checked={tools.has(name)}
                onChange={(event) => toggle(name, event.currentTarget.checked)}
              />
            ))}
          </div>
        </>
      )}
      <Switch
        size="sm"
        label="Allow tools that a later deployment adds"
        checked={newTools}
        onChange={(event) => setNewTools(event.currentTarget.checked)}
      />
      {error !== null && <ErrorState error={error} />}
      <Group>
        <Button size="xs" onClick={() => send(next)} loading={busy} disabled={unchanged}>
          Save
        </Button>
        <Text size="xs" c="dimmed">
          Applies from the next call on, in open sessions too.
        </Text>
      </Group>
    </Stack>
  );
}
