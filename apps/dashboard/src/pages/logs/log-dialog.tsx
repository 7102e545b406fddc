import { Box, Button, Group, Modal } from '@mantine/core';
import { IconArrowsMaximize } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Deployment } from '../../api/deployments/deployments.js';
import type { Server } from '../../api/servers/servers.js';
import { LogHeading } from './log-heading.js';
import { LogPanel } from './log-panel.js';
import classes from './logs.module.css';

/** The logs of a deployment in a dialog. */
export function LogDialog({
  server,
  deployment,
  onClose,
}: {
  server: Server;
  deployment: Deployment;
  onClose: () => void;
}) {
  return (
    <Modal opened onClose={onClose} title="Logs" size="min(1200px, 96vw)" yOffset="3vh" returnFocus>
      <Box className={classes['dialog']}>
        <Group justify="space-between" align="flex-start" gap="xs" mb="xs">
          <Box flex={1} miw={240}>
            <LogHeading deployment={deployment} />
          </Box>
          <Button
            component={Link}
            to={`/servers/${server.slug}/deployments/${deployment.id}/logs`}
            size="compact-sm"
            variant="default"
            leftSection={<IconArrowsMaximize size={14} />}
          >
            Open as a page
          </Button>
        </Group>
        <LogPanel server={server} deployment={deployment} />
      </Box>
    </Modal>
  );
}
