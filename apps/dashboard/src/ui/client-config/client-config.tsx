import { Anchor, SegmentedControl, Stack, Tabs, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { CodeBlock } from '../text/code-block.js';
import classes from './client-config.module.css';
import { clientGuides, type Proof } from '@toolyard/contracts';

interface Props {
  server: { slug: string; mcpUrl: string; access: 'organisation' | 'public' };
}

/** The configuration of the common MCP clients for a server, to copy. */
export function ClientConfig({ server: { slug, mcpUrl, access } }: Props) {
  const [proof, setProof] = useState<Proof>(access === 'public' ? 'none' : 'sign-in');
  const guides = clientGuides(slug, mcpUrl, proof);
  return (
    <Stack gap="sm">
      {access === 'organisation' && (
        <SegmentedControl
          size="xs"
          w="fit-content"
          aria-label="How the client signs in"
          value={proof}
          onChange={(value) => setProof(value as Proof)}
          data={[
            { value: 'sign-in', label: 'Sign in through the browser' },
            { value: 'key', label: 'API key' },
          ]}
        />
      )}
      {proof === 'key' && (
        <Text size="sm" c="dimmed">
          For machines without a browser. Create a key with the right to call tools under{' '}
          <Anchor component={Link} to="/api-keys" inherit underline="always">
            My API keys
          </Anchor>
          .
        </Text>
      )}
      <Tabs defaultValue="claude-code" keepMounted={false}>
        <Tabs.List className={classes['tabs']}>
          {guides.map(({ id, title }) => (
            <Tabs.Tab key={id} value={id}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {guides.map(({ id, steps }) => (
          <Tabs.Panel key={id} value={id} pt="sm">
            <Stack gap="sm">
              {steps.map(({ text, code, where }) => (
                <Stack key={text} gap={6}>
                  <Text size="sm">{text}</Text>
                  {code && <CodeBlock code={code} where={where ?? 'Terminal'} />}
                </Stack>
              ))}
            </Stack>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
