import { Alert, Anchor, Box, Button, Group, JsonInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconInfoCircle, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Component, lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import type { Server } from '../../../api/servers.js';
import type { Tool } from '../../../domain/tool-figures.js';
import { type Tried, tryTool } from '../../../api/try-tool.js';
import { Pending } from '../../../ui/frame/pending.js';
import { RunningTime } from '../../../ui/text/running-time.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { parseArguments, takesArguments } from './form-schema.js';
import { TriedView } from './tried-view.js';

const ArgumentsForm = lazy(() =>
  import('./arguments-form.js').then(({ ArgumentsForm: component }) => ({ default: component })),
);

const formId = 'try-tool';

type State =
  | { kind: 'idle' }
  | { kind: 'running'; since: string }
  | { kind: 'cancelled' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'done'; tried: Tried };

/**
 * Calls a tool as any client would: with the person's rights and credentials, and recorded. What was filled in stays
 * for the next try.
 */
export function TryTool({ server, tool }: { server: Server; tool: Tool }) {
  const [data, setData] = useState<Record<string, unknown>>({});
  const [typed, setTyped] = useState<string | null>(null);
  const [state, setState] = useState<State>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  const plain = !takesArguments(tool.inputSchema);
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
        The server is disabled: no client can call it until it is enabled again.
      </Alert>
    );
  return (
    <Stack gap="sm">
      {typed !== null ? (
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
      ) : plain ? (
        <Text size="sm" c="dimmed">
          It takes no arguments.
        </Text>
      ) : (
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
        {state.kind === 'running' ? (
          <Button color="gray" variant="default" leftSection={<IconX size={16} />} onClick={cancel}>
            Cancel (<RunningTime since={state.since} />)
          </Button>
        ) : typed === null && !plain ? (
          <Button type="submit" form={formId} leftSection={<IconPlayerPlay size={16} />}>
            Call the tool
          </Button>
        ) : (
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
          <Text size="xs">A real call in your name, recorded like any other.</Text>
        </Group>
      </Group>
      {server.auth.method !== 'none' && (
        <Text size="xs" c="dimmed">
          The server acts in your name elsewhere: it needs what you gave it under{' '}
          <Anchor component={Link} to="/credentials" inherit underline="always">
            My credentials
          </Anchor>
          .
        </Text>
      )}
      <Box aria-live="polite">
        {state.kind === 'cancelled' && (
          <Text size="sm">Cancelled. The server was told; what it had begun it may have done.</Text>
        )}
        {state.kind === 'failed' && <ErrorState error={state.error} />}
        {state.kind === 'done' && <TriedView tried={state.tried} />}
      </Box>
    </Stack>
  );
}

/** A schema that no form can be made from is filled in as JSON. */
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
