import { ActionIcon, Menu, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconFileText, IconHistory, IconPlayerStop } from '@tabler/icons-react';
import { type Deployment, cancelDeployment, rollBack } from '../../api/deployments/deployments.js';
import { deploymentKeys } from '../../api/query-keys.js';
import { CommitText } from '../../ui/deployments/commit-text.js';
import { isUnfinished, shortSha } from '../../ui/deployments/deployment-status.js';
import { ConfirmDialog } from '../../ui/form/confirm-dialog.js';

/** Whether a deployment has an image and is not live. */
const canRollBack = ({ status, image }: Pick<Deployment, 'status' | 'image'>): boolean =>
  image !== undefined && ['retired', 'superseded', 'cancelled', 'failed'].includes(status);

export function DeploymentActions({
  deployment,
  manages,
  hasLive,
  onLogs,
}: {
  deployment: Deployment;
  manages: boolean;
  /** Whether the server has a live deployment. */
  hasLive: boolean;
  onLogs: () => void;
}) {
  const [cancelling, cancel] = useDisclosure(false);
  const [rollingBack, back] = useDisclosure(false);
  return (
    // A click in the menu must not open the row.
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
          {manages && isUnfinished(deployment) && (
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
      <ConfirmDialog
        opened={cancelling}
        onClose={cancel.close}
        title="Cancel the deployment"
        action="Cancel the deployment"
        keep="Let it continue"
        done="The deployment was cancelled"
        onConfirm={() => cancelDeployment(deployment.id)}
        stale={[deploymentKeys.all]}
      >
        <Stack gap="sm">
          <CommitText commit={deployment.commit} />
          <Text size="sm">
            The build or the candidate is stopped and deleted. {hasLive && 'The live deployment stays as it is. '}
            You can deploy the commit again at any time.
          </Text>
        </Stack>
      </ConfirmDialog>
      <ConfirmDialog
        opened={rollingBack}
        onClose={back.close}
        title="Roll back"
        action="Roll back"
        keep="Cancel"
        harmless
        done={`Rolling back to ${shortSha(deployment.commit.sha)}`}
        onConfirm={() => rollBack(deployment.id)}
        stale={[deploymentKeys.all]}
      >
        <Stack gap="sm">
          <CommitText commit={deployment.commit} />
          <Text size="sm">
            The image of this deployment is started again, with today’s variables. Nothing is built. It gets traffic
            when it answers{hasLive && '; until then the live deployment stays'}. The repository does not change: the
            next push to main is deployed as usual.
          </Text>
        </Stack>
      </ConfirmDialog>
    </span>
  );
}
