import { Button, Checkbox, Group, Skeleton, Stack, Switch, Text, TextInput } from '@mantine/core';
import type { DefaultAccess, Rule } from '@toolyard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { toolsQuery } from '../../../api/tools.js';
import { EmptyState, ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { picked, ruleOf } from './rules.js';
import classes from './group.module.css';

interface Props {
  serverId: string;
  serverName: string;
  rule: Rule | undefined;
  fallback: DefaultAccess;
  onSave: (rule: Rule) => Promise<unknown>;
}

const filterFrom = 12;

/** The tools of one server, each allowed or not, and what happens with those that a later deployment brings. */
export function RuleEditor({ serverId, serverName, rule, fallback, onSave }: Props) {
  const tools = useQuery(toolsQuery(serverId));
  if (tools.isError) return <ErrorState error={tools.error} retry={() => void tools.refetch()} />;
  if (!tools.data) return <Skeleton height={96} />;
  const names = tools.data.items.map(({ name }) => name);
  return (
    <Editor
      key={JSON.stringify([rule, names])}
      names={names}
      serverName={serverName}
      rule={rule}
      fallback={fallback}
      onSave={onSave}
    />
  );
}

function Editor({ names, serverName, rule, fallback, onSave }: Omit<Props, 'serverId'> & { names: string[] }) {
  const first = picked(rule, fallback, names);
  const [tools, setTools] = useState(first.tools);
  const [newTools, setNewTools] = useState(first.newTools);
  const [filter, setFilter] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const shown = names.filter((name) => name.toLowerCase().includes(filter.toLowerCase()));
  const next = ruleOf({ tools, newTools }, names, rule);
  const unchanged = rule !== undefined && JSON.stringify(next) === JSON.stringify(rule);
  const toggle = (name: string, allowed: boolean) => {
    const changed = new Set(tools);
    if (allowed) changed.add(name);
    else changed.delete(name);
    setTools(changed);
  };
  const save = () => {
    setBusy(true);
    setError(null);
    onSave(next)
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return (
    <Stack gap="sm" py="xs">
      {names.length === 0 ? (
        <EmptyState title="No tools yet">
          Nothing of this server is live. You can still say what holds for the tools it will have.
        </EmptyState>
      ) : (
        <>
          <Group gap="xs">
            {names.length > filterFrom && (
              <TextInput
                size="xs"
                placeholder="Filter tools"
                aria-label={`Filter tools of ${serverName}`}
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
              Refuse {filter ? 'shown' : 'all'}
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
        label="Tools that a later deployment brings are allowed"
        checked={newTools}
        onChange={(event) => setNewTools(event.currentTarget.checked)}
      />
      {error !== null && <ErrorState error={error} />}
      <Group>
        <Button size="xs" onClick={save} loading={busy} disabled={unchanged}>
          Save
        </Button>
        <Text size="xs" c="dimmed">
          Holds from the next call on, in open sessions too.
        </Text>
      </Group>
    </Stack>
  );
}
