import { DataList, Group, Text } from '@mantine/core';
import type { Server } from '../../../api/servers/servers.js';
import { CopyButton } from '../../../ui/text/copy-button.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

/** The addresses of the server. They never change, because clients and repositories use them. */
export function Addresses({ server: { mcpUrl, gitUrl } }: { server: Server }) {
  return (
    <DataList labelWidth={130}>
      <Address name="MCP server URL" value={mcpUrl} />
      {gitUrl && <Address name="Git address" value={gitUrl} />}
    </DataList>
  );
}

function Address({ name, value }: { name: string; value: string }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{name}</DataList.ItemLabel>
      <DataList.ItemValue>
        <Group gap={4} wrap="nowrap">
          <Text size="sm" ff="monospace">
            <Untrusted text={value} />
          </Text>
          <CopyButton value={value} label={`Copy the ${name}`} />
        </Group>
      </DataList.ItemValue>
    </DataList.Item>
  );
}
