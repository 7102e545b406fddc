import { Alert, Badge, Loader, Tooltip } from '@mantine/core';
import { useLiveState } from '../api/live.js';

/** Says that the platform does not answer, and goes away when it does again; nothing has to be reloaded. */
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
          What you see may be out of date. This page tries again by itself and catches up; nothing you typed is lost.
        </Alert>
      )}
    </div>
  );
}

/** Says in the header that changes do not arrive by themselves right now. */
export function LiveMark() {
  const state = useLiveState();
  if (state !== 'stale' && state !== 'lost') return null;
  return (
    <Tooltip label="Changes do not arrive by themselves right now. It is tried again every few seconds, and everything is read anew then.">
      <Badge variant="dot" color="yellow" tt="none" tabIndex={0}>
        Not live
      </Badge>
    </Tooltip>
  );
}
