import { Code, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AuditEntry } from '../../api/activity/audit.js';
import { exactTime } from '../../format/time.js';
import { CopyButton } from '../../ui/text/copy-button.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { typeLabel } from './topics.js';

/** The values before and after a change, and the ids to search for elsewhere. */
export function AuditDetails({ entry }: { entry: AuditEntry }) {
  const { changes, type, subject, actor, at, address, correlationId } = entry;
  return (
    <Stack gap="xs" py="xs">
      {changes.length > 0 && (
        <Table withTableBorder aria-label="Changes">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Field</Table.Th>
              <Table.Th>Before</Table.Th>
              <Table.Th>After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map(({ field, from, to }) => (
              <Table.Tr key={field}>
                <Table.Td>
                  <Untrusted text={field} />
                </Table.Td>
                <Table.Td>
                  <Value text={from} />
                </Table.Td>
                <Table.Td>
                  <Value text={to} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="xs" component="div">
        <Fact name="Kind">{typeLabel(type)}</Fact>
        <Fact name="Time">{exactTime(Date.parse(at))}</Fact>
        <Fact name="Who">
          <Untrusted text={actor.name} /> <Code>{actor.id}</Code>
        </Fact>
        <Fact name="What">
          <Untrusted text={subject.name} /> <Code>{subject.id}</Code>
        </Fact>
        <Fact name="Address">
          <Untrusted text={address || 'none: the platform itself'} />
        </Fact>
        {correlationId && (
          <Fact name="Correlation id">
            <Untrusted text={correlationId} />{' '}
            <CopyButton value={correlationId} label="Copy the correlation id" size="xs" />
          </Fact>
        )}
      </Text>
    </Stack>
  );
}

const Value = ({ text }: { text: string | undefined }) =>
  text === undefined ? (
    <Text c="dimmed" size="sm">
      nothing
    </Text>
  ) : (
    <Untrusted text={text} lines />
  );

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text span size="xs" c="dimmed">
        {name}:{' '}
      </Text>
      {children}
    </div>
  );
}
