import { type Actor, type OrganisationEvent, type QuotaName, type QuotaSetting, Rejected } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

export type OrganisationCommand = { at: string } & (
  | { type: 'setUp'; userId: string; digest: string }
  | { type: 'appoint'; userId: string }
  | { type: 'dismiss'; userId: string }
  | { type: 'requireSecondFactor'; required: boolean; actor: Actor }
  /** `limit` null: what an admin set before ends. */
  | { type: 'setQuota'; quota: QuotaName; subjectId: string | null; limit: number | null; actor: Actor }
);

export interface Organisation {
  /** Digests of set-up links that were used. */
  usedLinks: string[];
  /** People, not service accounts, who can administer the platform right now. */
  admins: string[];
  secondFactorRequired: boolean;
  /** What admins set. */
  quotas: QuotaSetting[];
}

/**
 * One stream for what no single account can know. An admin is dismissed here before the account changes, and appointed
 * here after it did, so that a crash in between leaves too few names, never a platform without an admin.
 */
export const organisationDecider: Decider<Organisation, OrganisationCommand, OrganisationEvent> = {
  initial: { usedLinks: [], admins: [], secondFactorRequired: false, quotas: [] },

  decide(command, { usedLinks, admins, secondFactorRequired, quotas }) {
    const { at } = command;
    if (command.type === 'requireSecondFactor') {
      const { required, actor } = command;
      return required === secondFactorRequired ? [] : [{ type: 'SecondFactorRuleSet', data: { required, actor, at } }];
    }
    if (command.type === 'setQuota') {
      const { quota, subjectId, limit, actor } = command;
      const before = quotas.find((each) => each.quota === quota && each.subjectId === subjectId)?.limit ?? null;
      return before === limit ? [] : [{ type: 'QuotaSet', data: { quota, subjectId, limit, actor, at } }];
    }
    const { userId } = command;
    switch (command.type) {
      case 'setUp':
        if (admins.length > 0 || usedLinks.includes(command.digest)) {
          throw new Rejected(
            'link_invalid',
            'The platform is set up already, so this link does not work any more. Nothing was ' +
              'changed; sign in, or ask an admin for an invitation.',
          );
        }
        return [{ type: 'OrganisationSetUp', data: { userId, digest: command.digest, at } }];
      case 'appoint':
        return admins.includes(userId) ? [] : [{ type: 'AdminAppointed', data: { userId, at } }];
      case 'dismiss':
        if (!admins.includes(userId)) return [];
        if (admins.length === 1)
          throw new Rejected(
            'last_admin',
            'This is the last active admin; without one the platform could not be administered. ' +
              'Nothing was changed; make another user an admin first.',
          );
        return [{ type: 'AdminDismissed', data: { userId, at } }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'OrganisationSetUp':
        return { ...state, usedLinks: [...state.usedLinks, event.data.digest] };
      case 'AdminAppointed':
        return { ...state, admins: [...state.admins, event.data.userId] };
      case 'SecondFactorRuleSet':
        return { ...state, secondFactorRequired: event.data.required };
      case 'QuotaSet': {
        const { quota, subjectId, limit } = event.data;
        const others = state.quotas.filter((each) => each.quota !== quota || each.subjectId !== subjectId);
        return { ...state, quotas: limit === null ? others : [...others, { quota, subjectId, limit }] };
      }
      case 'AdminDismissed':
        return { ...state, admins: state.admins.filter((id) => id !== event.data.userId) };
      default:
        return unknownEvent(event, 'organisation');
    }
  },
};
