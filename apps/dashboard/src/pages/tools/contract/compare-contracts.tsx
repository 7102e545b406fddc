import { Button, Modal, Skeleton } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import type { ToolChanges } from '../../../api/deployments/deployments.js';
import { lazyPart } from '../../../ui/frame/load-part.js';

const ContractDiff = lazyPart(() => import('./contract-diff.js'), 'ContractDiff');

interface Props {
  serverId: string;
  deploymentId: string;
  /** Undefined while they are read. */
  changes: ToolChanges | undefined;
  opened: boolean;
  onClose: () => void;
}

export function ContractDialog({ serverId, deploymentId, changes, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="What the deployment changed" size={1100}>
      <Suspense fallback={<Skeleton height={240} />}>
        {opened && changes && <ContractDiff serverId={serverId} deploymentId={deploymentId} changes={changes} />}
      </Suspense>
    </Modal>
  );
}

/** A button that compares the tools of a deployment with those of the deployment before. */
export function CompareContracts(props: Pick<Props, 'serverId' | 'deploymentId' | 'changes'>) {
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
