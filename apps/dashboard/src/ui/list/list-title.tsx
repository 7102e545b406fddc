import { Text } from '@mantine/core';

export const ListTitle = ({ title }: { title: string }) => (
  <Text size="sm" fw={600} component="h2" m={0}>
    {title}
  </Text>
);
