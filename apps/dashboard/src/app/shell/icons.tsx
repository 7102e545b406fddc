import {
  IconActivity,
  IconBell,
  IconFolders,
  IconGauge,
  IconGitBranch,
  IconHeartbeat,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconLockPassword,
  IconPlugConnected,
  IconPlus,
  IconServer2,
  IconUsers,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { NavigationItem } from './navigation.js';

const size = 18;

export const icons: Record<NavigationItem['icon'] | 'create', ReactNode> = {
  dashboard: <IconLayoutDashboard size={size} stroke={1.6} />,
  servers: <IconServer2 size={size} stroke={1.6} />,
  activity: <IconActivity size={size} stroke={1.6} />,
  alerts: <IconBell size={size} stroke={1.6} />,
  sources: <IconGitBranch size={size} stroke={1.6} />,
  users: <IconUsers size={size} stroke={1.6} />,
  groups: <IconFolders size={size} stroke={1.6} />,
  keys: <IconKey size={size} stroke={1.6} />,
  audit: <IconHistory size={size} stroke={1.6} />,
  credentials: <IconLockPassword size={size} stroke={1.6} />,
  connections: <IconPlugConnected size={size} stroke={1.6} />,
  limits: <IconGauge size={size} stroke={1.6} />,
  health: <IconHeartbeat size={size} stroke={1.6} />,
  create: <IconPlus size={size} stroke={1.6} />,
};
