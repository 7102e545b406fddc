import { Alert, Loader } from '@mantine/core';
import { useLiveState } from './live.js';

/** Says that the platform does not answer, and goes away when it does again; nothing has to be reloaded. */
export function ConnectionBanner() {
  const state = useLiveState();
  if (state !== 'lost') return <div role="status" />;
  return (
    <div role="status">
      <Alert color="yellow" variant="light" radius={0} mb="md" icon={<Loader size="xs" color="yellow" />} title="The platform does not answer">
        What you see may be out of date. This page tries again by itself and catches up; nothing you typed is lost.
      </Alert>
    </div>
  );
}
