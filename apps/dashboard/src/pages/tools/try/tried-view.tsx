import { Alert, Anchor, Badge, Code, Group, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { Tried } from '../../../api/servers/try-tool.js';
import { isRecord } from '../../../format/json.js';
import { latency } from '../../../ui/calls/call-status.js';
import { JsonView } from '../../../ui/text/json-view.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import classes from '../tools.module.css';
import { type Block, blocksOf, isOpenable } from './result-blocks.js';

/** The answer to a tried call, block by block. Nothing of it is treated as markup. */
export function TriedView({ tried: { latencyMs, result, error } }: { tried: Tried }) {
  const failed = error !== undefined || (isRecord(result) && result['isError'] === true);
  const blocks = blocksOf(result);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Badge variant="light" color={failed ? 'red' : 'green'} tt="none" className={classes['mark']}>
          {verdictOf(error !== undefined, failed)}
        </Badge>
        <Text size="sm" c="dimmed">
          {latency(latencyMs)}
        </Text>
      </Group>
      {error && (
        <Alert color="red" variant="light" icon={<IconAlertCircle />} title={`Code ${error.code}`}>
          <Untrusted text={error.message} lines />
        </Alert>
      )}
      {error?.data !== undefined && <JsonView value={error.data} label="details of the error" />}
      {!error && blocks.length === 0 && (
        <Text size="sm" c="dimmed">
          The answer is empty.
        </Text>
      )}
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </Stack>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case 'text':
      return (
        <Code block className={classes['answer']} tabIndex={0} role="group" aria-label="Text of the answer">
          <Untrusted text={block.text} lines />
        </Code>
      );
    case 'json':
      return (
        <JsonView
          value={typeof block.value === 'string' ? JSON.stringify(block.value) : block.value}
          label="the answer"
        />
      );
    case 'image':
      return <img src={block.source} alt="Part of the answer" className={classes['picture']} />;
    case 'media':
      return (
        <Text size="sm">
          {size(block.bytes)} of <Untrusted text={block.mimeType || 'an unknown kind'} />, not shown here.
        </Text>
      );
    case 'resource':
      return (
        <Stack gap={4}>
          <Text size="sm">
            Resource{' '}
            <Code>
              <Untrusted text={block.uri} />
            </Code>{' '}
            <Untrusted text={block.mimeType} />
          </Text>
          {block.text === null ? (
            <Text size="sm" c="dimmed">
              {size(block.bytes)}, not shown here.
            </Text>
          ) : (
            <JsonView value={block.text} label="text of the resource" />
          )}
        </Stack>
      );
    case 'link':
      return (
        <Text size="sm">
          {isOpenable(block.uri) ? (
            <Anchor href={block.uri} target="_blank" rel="noreferrer noopener" size="sm">
              <Untrusted text={block.uri} />
            </Anchor>
          ) : (
            <Code>
              <Untrusted text={block.uri} />
            </Code>
          )}{' '}
          <Untrusted text={[block.name, block.description].filter(Boolean).join(': ')} />
        </Text>
      );
    default:
      return block satisfies never;
  }
}

function verdictOf(protocolError: boolean, failed: boolean): string {
  if (protocolError) return 'Protocol error';
  return failed ? 'The tool reported an error' : 'Success';
}

function size(bytes: number): string {
  if (bytes < 1_024) return `${bytes} bytes`;
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
