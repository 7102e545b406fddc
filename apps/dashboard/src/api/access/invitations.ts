import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { invitationKeys } from '../query-keys.js';
import type { components } from '../schema.js';

export type Invitation = components['schemas']['InvitationDto'];

export const invitationsQuery = queryOptions({
  queryKey: invitationKeys.all,
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/invitations', { signal })),
});

export const invite = (body: components['schemas']['InviteDto']) => bodyOf(api.POST('/api/v1/invitations', { body }));
export const withdrawInvitation = (id: string) => api.DELETE('/api/v1/invitations/{id}', { params: { path: { id } } });
