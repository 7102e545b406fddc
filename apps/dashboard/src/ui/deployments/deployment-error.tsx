import { Alert, Code, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { Deployment } from '../../api/deployments/deployments.js';
import { Untrusted } from '../text/untrusted.js';
import { stageNames } from './deployment-status.js';

/** Why a deployment failed: the stage, the code and the message. */
export function DeploymentError({ error }: { error: NonNullable<Deployment['error']> }) {
  return (
    <Alert
      color="red"
      variant="light"
      mb="sm"
      icon={<IconAlertCircle />}
      title={`Failed at: ${stageNames[error.stage] ?? error.stage}`}
    >
      <Text size="sm">
        <Untrusted text={error.message} lines />
      </Text>
      <Text size="xs" c="dimmed" mt={6}>
        Code: <Code>{error.code}</Code>
      </Text>
    </Alert>
  );
}
