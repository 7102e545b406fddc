import { api, bodyOf } from './client.js';
import type { components } from './schema.js';
import type { Me } from './session.js';

/** What somebody sees who holds the link of an invitation. */
export type InvitationForMe = components['schemas']['InvitedDto'];
/** Whose password a link sets. */
export type PasswordLink = components['schemas']['PasswordLinkDto'];

const at = (token: string) => ({ params: { path: { token } } });

export const readInvitation = (token: string): Promise<InvitationForMe> =>
  bodyOf(api.GET('/api/v1/invitations/{token}', at(token)));
export const acceptInvitation = (token: string, body: { name: string; password: string }): Promise<Me> =>
  bodyOf(api.POST('/api/v1/invitations/{token}/accept', { ...at(token), body }));
export const readPasswordLink = (token: string): Promise<PasswordLink> =>
  bodyOf(api.GET('/api/v1/password-links/{token}', at(token)));
export const setPasswordByLink = (token: string, password: string): Promise<Me> =>
  bodyOf(api.POST('/api/v1/password-links/{token}', { ...at(token), body: { password } }));
