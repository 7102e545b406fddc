import { Box, Code, Group, Text } from '@mantine/core';
import classes from './code-block.module.css';
import { CopyButton } from './copy-button.js';

/** A command or a file to copy. `where` is its heading and names its button. */
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
