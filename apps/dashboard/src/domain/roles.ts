import type { Role } from '@toolyard/contracts';

/** What a role means, in the words that are used wherever one is chosen. */
export const roleTexts: Record<Role, { label: string; means: string }> = {
  admin: { label: 'Admin', means: 'Does everything, for everybody.' },
  developer: { label: 'Developer', means: 'Creates servers and manages their own.' },
  auditor: { label: 'Auditor', means: 'Reads everything, payloads of others’ calls too; changes nothing.' },
  member: { label: 'Member', means: 'Calls the tools their groups allow, and sees their own calls.' },
};

export const roleOptions = Object.entries(roleTexts).map(([value, { label }]) => ({ value, label }));
