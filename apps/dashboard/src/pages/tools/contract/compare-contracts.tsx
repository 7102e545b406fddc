import { Button, Modal, Skeleton } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

const ContractDiff = lazy(() =>
  import('./contract-diff.js').then(({ ContractDiff: component }) => ({ default: component })),
);

interface Props {
  serverId: string;
  deploymentId: string;
  opened: boolean;
  onClose: () => void;
}

export function ContractDialog({ serverId, deploymentId, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="What the deployment changed" size={1100}>
      <Suspense fallback={<Skeleton height={240} />}>
        {opened && <ContractDiff serverId={serverId} deploymentId={deploymentId} />}
      </Suspense>
    </Modal>
  );
}

/** A button that shows the tools of a deployment beside those of the one before. */
export function CompareContracts(props: Pick<Props, 'serverId' | 'deploymentId'>) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconArrowsDiff size={14} />}
        onClick={() => setOpened(true)}
      >
        Compare contracts
      </Button>
      <ContractDialog {...props} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}
