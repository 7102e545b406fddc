import { Skeleton, Stack } from '@mantine/core';

/** The outline of a page while it is loading. */
export function Pending() {
  return (
    <Stack aria-busy="true" gap="md">
      <Skeleton height={28} width={180} />
      <Skeleton height={36} maw={300} />
      <Skeleton height={16} maw={560} />
      <Skeleton height={16} maw={480} />
      <Skeleton height={16} maw={520} />
    </Stack>
  );
}
