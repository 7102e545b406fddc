import { isAdmin, type WithRole } from '../accounts/roles.js';

interface User extends WithRole {
  userId: string;
}

interface Owned {
  createdBy: { id: string; userId?: string };
}

/** Whether the user created the server, also when an API key of theirs did it. */
export const isCreator = ({ userId }: { userId: string }, { createdBy }: Owned): boolean =>
  (createdBy.userId ?? createdBy.id) === userId;

/** Admins manage every server, developers their own. The services decide; this only hides buttons that would fail. */
export const mayManage = (me: User, server: Owned): boolean =>
  isAdmin(me) || (me.role === 'developer' && isCreator(me, server));

/** Whether the user sees deployments, commits and logs. */
export const mayInspect = (me: User, server: Owned): boolean => me.role === 'auditor' || mayManage(me, server);

export const tabs = ['overview', 'tools', 'activity', 'deployments', 'settings'] as const;
type Tab = (typeof tabs)[number];

const mayOpen: Partial<Record<Tab, (me: User, server: Owned) => boolean>> = {
  deployments: mayInspect,
  settings: mayManage,
};

export const tabsFor = (me: User, server: Owned): Tab[] => tabs.filter((tab) => mayOpen[tab]?.(me, server) ?? true);

/** The time of the last edit or deployment: a deployment changes a server as much as an edit does. */
export function lastChange(server: { updatedAt: string; lastDeployedAt: string | null }): string {
  const { updatedAt, lastDeployedAt } = server;
  return lastDeployedAt !== null && Date.parse(lastDeployedAt) > Date.parse(updatedAt) ? lastDeployedAt : updatedAt;
}
