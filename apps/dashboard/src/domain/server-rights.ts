import type { Role } from '@toolyard/contracts';

interface Owned {
  createdBy: { id: string; userId?: string };
}

/** Admins manage every server, developers their own; the services decide, this only keeps dead buttons away. */
export function mayManage(me: { role: Role; userId: string }, { createdBy }: Owned): boolean {
  return me.role === 'admin' || (me.role === 'developer' && (createdBy.userId ?? createdBy.id) === me.userId);
}

/** Deployments, commits and logs. */
export const mayInspect = (me: { role: Role; userId: string }, server: Owned): boolean =>
  me.role === 'auditor' || mayManage(me, server);

export const tabs = ['overview', 'tools', 'activity', 'deployments', 'settings'] as const;

export function tabsFor(me: { role: Role; userId: string }, server: Owned): (typeof tabs)[number][] {
  return tabs.filter((tab) =>
    tab === 'settings' ? mayManage(me, server) : tab === 'deployments' ? mayInspect(me, server) : true,
  );
}
