import { Box, Button, Code, Group } from '@mantine/core';
import { useState } from 'react';
import { formatJson } from '../../format/json.js';
import { CopyButton } from './copy-button.js';
import classes from './json-view.module.css';
import { Untrusted } from './untrusted.js';

const shownCharacters = 20_000;

/** Formatted JSON or plain text, with a button that copies all of it. A long value is cut until the user shows all. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const [whole, setWhole] = useState(false);
  const text = formatJson(value);
  const shown = whole ? text : text.slice(0, shownCharacters);
  return (
    <Box pos="relative">
      <Group pos="absolute" top={4} right={4} gap={4}>
        <CopyButton value={text} label={`Copy ${label}`} />
      </Group>
      <Code block className={classes['json']} tabIndex={0} role="group" aria-label={label}>
        <Untrusted text={shown} lines />
      </Code>
      {shown.length < text.length && (
        <Button size="compact-xs" variant="subtle" onClick={() => setWhole(true)}>
          Show all {text.length.toLocaleString('en')} characters
        </Button>
      )}
    </Box>
  );
}
