import { ActionIcon, Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconFileText, IconHistory, IconPlayerStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { cancelDeployment, type Deployment, rollBack } from '../../api/deployments.js';
import { CommitText } from '../../ui/deployments/commit-text.js';
import { isRunning, shortSha } from '../../ui/deployments/deployment-status.js';
import { notifyDone } from '../../ui/frame/notify.js';
import { ErrorState } from '../../ui/frame/states.js';

/** Its image is there and it is not what is live now. */
export const canRollBack = ({ status, image }: Pick<Deployment, 'status' | 'image'>): boolean =>
  image !== undefined && ['retired', 'superseded', 'cancelled', 'failed'].includes(status);

export function DeploymentActions({
  deployment,
  manages,
  onLogs,
}: {
  deployment: Deployment;
  manages: boolean;
  onLogs: () => void;
}) {
  const [cancelling, cancel] = useDisclosure(false);
  const [returning, back] = useDisclosure(false);
  return (
    // Clicks in the menu must not open the row.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
    <span onClick={(event) => event.stopPropagation()}>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Actions for the deployment of ${shortSha(deployment.commit.sha)}`}
          >
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFileText size={16} />} onClick={onLogs}>
            View logs
          </Menu.Item>
          {manages && isRunning(deployment) && (
            <Menu.Item leftSection={<IconPlayerStop size={16} />} onClick={cancel.open}>
              Cancel
            </Menu.Item>
          )}
          {manages && canRollBack(deployment) && (
            <Menu.Item leftSection={<IconHistory size={16} />} onClick={back.open}>
              Roll back to this image
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={cancelling}
        onClose={cancel.close}
        title="Cancel the deployment"
        deployment={deployment}
        action="Cancel the deployment"
        keep="Let it go on"
        color="red"
        told="The deployment was cancelled"
        run={() => cancelDeployment(deployment.id)}
      >
        What is being built or started is stopped and thrown away. What is live stays as it is; the commit can be
        deployed again at any time.
      </Confirm>
      <Confirm
        opened={returning}
        onClose={back.close}
        title="Roll back"
        deployment={deployment}
        action="Roll back"
        keep="Leave it"
        told={`${shortSha(deployment.commit.sha)} is on its way back`}
        run={() => rollBack(deployment.id)}
      >
        The image that this deployment left is started again, with the variables as they are today. Nothing is built.
        Traffic moves when it answers; until then what is live stays. The repository does not change: the next push to
        main is deployed as always.
      </Confirm>
    </span>
  );
}

interface ConfirmProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  deployment: Deployment;
  action: string;
  keep: string;
  color?: string;
  told: string;
  run: () => Promise<unknown>;
  children: ReactNode;
}

/** Says what will happen before it does. Both actions can be undone, so nothing has to be typed. */
function Confirm({ opened, onClose, title, deployment, action, keep, color, told, run, children }: ConfirmProps) {
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const start = () => {
    setBusy(true);
    setError(null);
    run()
      .then(() => {
        void client.invalidateQueries({ queryKey: ['deployments'] });
        notifyDone(told);
        onClose();
      }, setError)
      .finally(() => setBusy(false));
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Stack gap="sm">
        <CommitText commit={deployment.commit} />
        <Text size="sm">{children}</Text>
        {error !== null && <ErrorState error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {keep}
          </Button>
          <Button color={color} onClick={start} loading={busy} data-autofocus>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
