import { type Actor, type DataOf, type InvitationEvent, Rejected } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

type Made = DataOf<InvitationEvent, 'InvitationMade'>;

export interface Invitation extends Omit<Made, 'invitationId' | 'actor' | 'at'> {
  id: string;
  status: 'open' | 'accepted' | 'withdrawn';
  createdBy: Actor;
  createdAt: string;
}

export type InvitationCommand =
  | ({ type: 'make' } & Made)
  | { type: 'accept'; userId: string; at: string }
  | { type: 'withdraw'; actor: Actor; at: string };

export const invitationDecider: Decider<Invitation | null, InvitationCommand, InvitationEvent> = {
  initial: null,

  decide(command, state) {
    if (command.type === 'make') {
      const { invitationId, email, role, groupIds, digest, expiresAt, actor, at } = command;
      return state
        ? []
        : [{ type: 'InvitationMade', data: { invitationId, email, role, groupIds, digest, expiresAt, actor, at } }];
    }
    if (!state) throw noSuchInvitation();
    if (state.status !== 'open') return [];
    switch (command.type) {
      case 'accept':
        return [
          { type: 'InvitationAccepted', data: { invitationId: state.id, userId: command.userId, at: command.at } },
        ];
      case 'withdraw':
        return [
          { type: 'InvitationWithdrawn', data: { invitationId: state.id, actor: command.actor, at: command.at } },
        ];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'InvitationMade': {
        const { invitationId: id, actor: createdBy, at: createdAt, ...made } = event.data;
        return { id, ...made, status: 'open', createdBy, createdAt };
      }
      case 'InvitationAccepted':
        return state && { ...state, status: 'accepted' };
      case 'InvitationWithdrawn':
        return state && { ...state, status: 'withdrawn' };
      default:
        return unknownEvent(event, 'invitation');
    }
  },
};

export const noSuchInvitation = (): Rejected => new Rejected('not_found', 'There is no invitation with this id.');
