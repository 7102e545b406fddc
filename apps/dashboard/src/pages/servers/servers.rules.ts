import type { Role } from '@toolyard/contracts';

export const mayCreate = ({ role }: { role: Role }): boolean => role === 'admin' || role === 'developer';

/** A deployment changes what a server is as much as an edit does. */
export function lastChange({
  updatedAt,
  lastDeployedAt,
}: {
  updatedAt: string;
  lastDeployedAt: string | null;
}): string {
  return lastDeployedAt !== null && Date.parse(lastDeployedAt) > Date.parse(updatedAt) ? lastDeployedAt : updatedAt;
}
