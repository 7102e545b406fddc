import type { Role } from '@toolyard/contracts';
import { call } from './client.js';
import type { Me } from './session.js';

/** What somebody sees who holds the link of an invitation. */
export interface InvitationForMe {
  email: string;
  role: Role;
  invitedBy: string | { name: string };
  expiresAt: string;
}

export const readInvitation = (token: string): Promise<InvitationForMe> => call('GET', `/api/v1/invitations/${encodeURIComponent(token)}`);
export const acceptInvitation = (token: string, form: { name: string; password: string }): Promise<Me> => call('POST', `/api/v1/invitations/${encodeURIComponent(token)}/accept`, form);
export const setPasswordByLink = (token: string, password: string): Promise<unknown> => call('POST', `/api/v1/password-links/${encodeURIComponent(token)}`, { password });
