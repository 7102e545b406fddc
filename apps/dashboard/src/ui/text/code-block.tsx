import { Box, Code, Group, Text } from '@mantine/core';
import { CopyButton } from './copy-button.js';
import classes from './code-block.module.css';

/** Lines to copy: a command, a file. `where` says what it is; it names the button too. */
export function CodeBlock({ code, where }: { code: string; where: string }) {
  return (
    <Box className={classes['box']}>
      <Group justify="space-between" px="sm" py={2} className={classes['head']} wrap="nowrap">
        <Text size="xs" c="dimmed" component="span">
          {where}
        </Text>
        <CopyButton value={code} label={`Copy: ${where}`} />
      </Group>
      <Code block tabIndex={0} role="group" aria-label={where} className={classes['code']}>
        {code}
      </Code>
    </Box>
  );
}
