import { Alert, Badge, Loader, Tooltip } from '@mantine/core';
import { useLiveState } from '../../api/live/live.js';

/** Shown while the platform does not answer. */
export function ConnectionBanner() {
  const state = useLiveState();
  return (
    <div role="status">
      {state === 'lost' && (
        <Alert
          color="yellow"
          variant="light"
          radius={0}
          mb="md"
          icon={<Loader size="xs" color="yellow" />}
          title="The platform does not answer"
        >
          This page may be out of date. It tries again automatically, and your entries are not lost.
        </Alert>
      )}
    </div>
  );
}

/** Shown in the header while the live stream is not open. */
export function LiveMark() {
  const state = useLiveState();
  if (state !== 'stale' && state !== 'lost') return null;
  return (
    <Tooltip label="This page does not receive changes now. It tries to connect again every few seconds.">
      <Badge variant="dot" color="yellow" tt="none" tabIndex={0}>
        Not live
      </Badge>
    </Tooltip>
  );
}
