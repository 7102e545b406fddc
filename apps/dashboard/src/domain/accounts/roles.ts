import type { Role } from '@toolyard/contracts';

export interface WithRole {
  role: Role;
}

/** What each role may do, in the words of every page that shows a role. */
export const roleTexts: Record<Role, { label: string; means: string }> = {
  admin: { label: 'Admin', means: 'Manages everything: servers, users, permission groups and keys.' },
  developer: { label: 'Developer', means: 'Creates servers and manages their own.' },
  auditor: { label: 'Auditor', means: 'Reads everything, payloads of the calls of others included. Changes nothing.' },
  member: { label: 'Member', means: 'Calls the tools that their groups allow, and sees their own calls.' },
};

export const roleOptions = Object.entries(roleTexts).map(([value, { label }]) => ({ value, label }));

export const isAdmin = ({ role }: WithRole): boolean => role === 'admin';
export const mayCreateServers = ({ role }: WithRole): boolean => role === 'admin' || role === 'developer';
/** The calls of other users too, and the audit log. */
export const seesEverything = ({ role }: WithRole): boolean => role === 'admin' || role === 'auditor';
/** Alerts and their channels. */
export const seesAlerts = ({ role }: WithRole): boolean => role !== 'member';
