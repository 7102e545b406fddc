import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { invitationKeys, passwordLinkKeys } from '../query-keys.js';
import type { components } from '../schema.js';
import type { Me } from './session.js';

/** What the link of an invitation shows. */
export type InvitationForMe = components['schemas']['InvitedDto'];
/** The account whose password a link sets. */
export type PasswordLink = components['schemas']['PasswordLinkDto'];

const at = (token: string) => ({ params: { path: { token } } });

/** Without a token nothing is read. */
export const invitationQuery = (token: string | null) =>
  queryOptions({
    queryKey: invitationKeys.ofToken(token),
    queryFn: (): Promise<InvitationForMe> => bodyOf(api.GET('/api/v1/invitations/{token}', at(token!))),
    enabled: token !== null,
  });
export const acceptInvitation = (token: string, body: { name: string; password: string }): Promise<Me> =>
  bodyOf(api.POST('/api/v1/invitations/{token}/accept', { ...at(token), body }));
/** Without a token nothing is read. */
export const passwordLinkQuery = (token: string | null) =>
  queryOptions({
    queryKey: passwordLinkKeys.ofToken(token),
    queryFn: (): Promise<PasswordLink> => bodyOf(api.GET('/api/v1/password-links/{token}', at(token!))),
    enabled: token !== null,
  });
export const setPasswordByLink = (token: string, password: string): Promise<Me> =>
  bodyOf(api.POST('/api/v1/password-links/{token}', { ...at(token), body: { password } }));
