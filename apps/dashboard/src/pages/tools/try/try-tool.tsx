import { Alert, Anchor, Box, Button, Group, JsonInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconInfoCircle, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Component, type ReactNode, Suspense, useRef, useState } from 'react';
import type { Server } from '../../../api/servers/servers.js';
import type { Tool } from '../../../api/servers/tools.js';
import { type Tried, tryTool } from '../../../api/servers/try-tool.js';
import { Pending } from '../../../ui/frame/pending.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { RunningTime } from '../../../ui/text/running-time.js';
import { lazyPart } from '../../../ui/frame/load-part.js';
import { parseArguments, takesArguments } from './form-schema.js';
import { TriedView } from './tried-view.js';

const ArgumentsForm = lazyPart(() => import('./arguments-form.js'), 'ArgumentsForm');

const formId = 'try-tool';

type State =
  | { kind: 'idle' }
  | { kind: 'running'; since: string }
  | { kind: 'cancelled' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'done'; tried: Tried };

/** Calls a tool like any client: with the user's rights and credentials, and recorded. The arguments are kept. */
export function TryTool({ server, tool }: { server: Server; tool: Tool }) {
  const [data, setData] = useState<Record<string, unknown>>({});
  const [typed, setTyped] = useState<string | null>(null);
  const [state, setState] = useState<State>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  const plain = !takesArguments(tool.inputSchema);
  const hasForm = typed === null && !plain;
  const problem = typed === null ? null : parseArguments(typed);

  const run = async (args: unknown) => {
    const controller = (running.current = new AbortController());
    setState({ kind: 'running', since: new Date().toISOString() });
    try {
      setState({ kind: 'done', tried: await tryTool(server.id, tool.name, args, controller.signal) });
    } catch (error) {
      setState(controller.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error });
    }
  };
  const cancel = () => running.current?.abort();
  const toJson = () => setTyped(JSON.stringify(data, null, 2));
  const toForm = () => {
    if (problem && 'value' in problem) setData(problem.value);
    setTyped(null);
  };

  if (server.disabled)
    return (
      <Alert color="yellow" variant="light">
        The server is disabled. It cannot be called until it is enabled again.
      </Alert>
    );
  return (
    <Stack gap="sm">
      {plain && typed === null && (
        <Text size="sm" c="dimmed">
          This tool takes no arguments.
        </Text>
      )}
      {typed !== null && (
        <JsonInput
          label="Arguments as JSON"
          value={typed}
          onChange={setTyped}
          autosize
          minRows={4}
          maxRows={24}
          spellCheck={false}
          error={problem && 'problem' in problem ? problem.problem : undefined}
        />
      )}
      {hasForm && (
        <Fallback onFailed={toJson}>
          <Suspense fallback={<Pending />}>
            <ArgumentsForm
              id={formId}
              schema={tool.inputSchema}
              data={data}
              onChange={setData}
              onSubmit={(value) => void run(value)}
            />
          </Suspense>
        </Fallback>
      )}
      <Group gap="xs">
        {state.kind === 'running' && (
          <Button color="gray" variant="default" leftSection={<IconX size={16} />} onClick={cancel}>
            Cancel (<RunningTime since={state.since} />)
          </Button>
        )}
        {state.kind !== 'running' && hasForm && (
          <Button type="submit" form={formId} leftSection={<IconPlayerPlay size={16} />}>
            Call the tool
          </Button>
        )}
        {state.kind !== 'running' && !hasForm && (
          <Button
            leftSection={<IconPlayerPlay size={16} />}
            disabled={problem !== null && 'problem' in problem}
            onClick={() => void run(problem && 'value' in problem ? problem.value : {})}
          >
            Call the tool
          </Button>
        )}
        {(!plain || typed !== null) && (
          <SegmentedControl
            size="xs"
            aria-label="How to give arguments"
            value={typed === null ? 'form' : 'json'}
            onChange={(mode) => (mode === 'json' ? toJson() : toForm())}
            data={[
              { value: 'form', label: 'Form' },
              { value: 'json', label: 'JSON' },
            ]}
          />
        )}
        <Group gap={4} c="dimmed">
          <IconInfoCircle size={14} aria-hidden />
          <Text size="xs">This is a real call in your name. It is recorded like any other call.</Text>
        </Group>
      </Group>
      {server.auth.method !== 'none' && (
        <Text size="xs" c="dimmed">
          This server acts in your name at another service. It needs your values under{' '}
          <Anchor component={Link} to="/credentials" inherit underline="always">
            My credentials
          </Anchor>
          .
        </Text>
      )}
      <Box aria-live="polite">
        {state.kind === 'cancelled' && (
          <Text size="sm">Cancelled. The server was notified, but the tool may already have had an effect.</Text>
        )}
        {state.kind === 'failed' && <ErrorState error={state.error} />}
        {state.kind === 'done' && <TriedView tried={state.tried} />}
      </Box>
    </Stack>
  );
}

/** Switches to JSON when no form can be created from the schema. */
class Fallback extends Component<{ children: ReactNode; onFailed: () => void }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(): void {
    this.props.onFailed();
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
