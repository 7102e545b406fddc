import { AggregateStore, type EventStore, type View } from '@toolyard/event-store';
import { changedBy } from '@toolyard/service';
import { accountDecider } from '../domain/account.decider.js';
import { organisationDecider } from '../domain/organisation.decider.js';
import { groupDecider } from '../domain/group.decider.js';
import { invitationDecider } from '../domain/invitation.decider.js';
import { apiKeyDecider } from '../domain/api-key.decider.js';

/** The one stream of the organisation: `organisation-main`. */
export const organisationId = 'main';

/** Commands of everything that the directory is folded from. */
export class Aggregates {
  readonly users;
  readonly groups;
  readonly keys;
  readonly invitations;
  readonly organisation;

  constructor(store: EventStore, view: View) {
    const shared = { view, metadata: changedBy };
    this.users = new AggregateStore(store, { decider: accountDecider, prefix: 'user-', ...shared });
    this.groups = new AggregateStore(store, { decider: groupDecider, prefix: 'group-', ...shared });
    this.keys = new AggregateStore(store, { decider: apiKeyDecider, prefix: 'apikey-', ...shared });
    this.invitations = new AggregateStore(store, { decider: invitationDecider, prefix: 'invitation-', ...shared });
    this.organisation = new AggregateStore(store, { decider: organisationDecider, prefix: 'organisation-', ...shared });
  }
}
