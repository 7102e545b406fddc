import { Skeleton, Stack } from '@mantine/core';

/** The outline of a page while its code and first data arrive. */
export function Pending() {
  return (
    <Stack aria-busy="true" gap="sm">
      <Skeleton height={28} width={220} />
      <Skeleton height={36} />
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={30} />
      ))}
    </Stack>
  );
}
