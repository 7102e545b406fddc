import { Group, Radio, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './choice-card.module.css';

/** One option of a radio group, with an explanation. */
export function ChoiceCard({
  value,
  title,
  description,
  icon,
}: {
  value: string;
  title: string;
  description: string;
  icon?: ReactNode;
}) {
  return (
    <Radio.Card value={value} p="sm" radius="sm" className={classes['card']}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator mt={2} />
        <div>
          <Group gap={6}>
            {icon}
            <Text fw={500} size="sm">
              {title}
            </Text>
          </Group>
          <Text size="xs" c="dimmed">
            {description}
          </Text>
        </div>
      </Group>
    </Radio.Card>
  );
}
