import { Box, Group, Text } from '@mantine/core';
import classes from './status-dot.module.css';

export type DotColor = 'green' | 'yellow' | 'red' | 'gray' | 'blue' | 'amber' | 'violet';

/** A status as a coloured dot with a label, which is hidden or visible. */
export function StatusDot({
  color,
  label,
  pulse = false,
  withLabel = true,
}: {
  color: DotColor;
  label: string;
  pulse?: boolean;
  withLabel?: boolean;
}) {
  return (
    <Group gap={6} wrap="nowrap" component="span" display="inline-flex">
      <Box
        component="span"
        className={classes['dot']}
        data-color={color}
        data-pulse={pulse || undefined}
        role={withLabel ? undefined : 'img'}
        aria-hidden={withLabel || undefined}
        aria-label={withLabel ? undefined : label}
        title={label}
      />
      {withLabel && (
        <Text component="span" size="sm">
          {label}
        </Text>
      )}
    </Group>
  );
}
