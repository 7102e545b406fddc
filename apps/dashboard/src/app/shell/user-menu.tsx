import { Avatar, Badge, Group, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconDevices, IconLogout, IconShieldLock } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { signOut, useMe } from '../../api/me/session.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { Untrusted } from '../../ui/text/untrusted.js';

export function UserMenu() {
  const me = useMe();
  const navigate = useNavigate();
  const { send } = useSubmission(signOut, {
    onDone: () => navigate({ to: '/sign-in' }),
    failed: 'You are still signed in',
  });
  return (
    <Menu position="bottom-end" width={240} withinPortal>
      <Menu.Target>
        <UnstyledButton p={4}>
          <VisuallyHidden>Account of {me.name}</VisuallyHidden>
          <Avatar
            name={me.name}
            size={30}
            color="initials"
            allowedInitialsColors={['accent', 'grape', 'indigo', 'teal']}
            aria-hidden
          />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Group p="xs" gap={6} justify="space-between" wrap="nowrap">
          <div>
            <Text size="sm" fw={600} lineClamp={1}>
              <Untrusted text={me.name} />
            </Text>
            {me.email && (
              <Text size="xs" c="dimmed">
                <Untrusted text={me.email} />
              </Text>
            )}
          </div>
          <Badge variant="default" size="sm" tt="none">
            {me.role}
          </Badge>
        </Group>
        <Menu.Divider />
        <Menu.Item leftSection={<IconShieldLock size={16} />} component={Link} to="/security">
          Security
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => send(false)}>
          Sign out
        </Menu.Item>
        <Menu.Item leftSection={<IconDevices size={16} />} onClick={() => send(true)}>
          Sign out everywhere
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
