import { type AlertChannelEvent, type AlertChannelKind, type DataOf, Rejected } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

export interface AlertChannel {
  id: string;
  kind: AlertChannelKind;
  name: string;
  /** What is shown of the target. */
  shown: string;
  /** Target and signing secret. */
  sealed: string;
  enabled: boolean;
  createdAt: string;
}

export interface AlertChannelState {
  status: 'absent' | 'present' | 'deleted';
  channel: AlertChannel | null;
}

export type AlertChannelCommand =
  | ({ type: 'create' } & DataOf<AlertChannelEvent, 'AlertChannelCreated'>)
  | ({
      type: 'edit';
      /** A new target. */
      target?: { shown: string; sealed: string };
    } & Omit<DataOf<AlertChannelEvent, 'AlertChannelEdited'>, 'shown' | 'sealed'>)
  | ({ type: 'delete' } & DataOf<AlertChannelEvent, 'AlertChannelDeleted'>);

export const alertChannelDecider: Decider<AlertChannelState, AlertChannelCommand, AlertChannelEvent> = {
  initial: { status: 'absent', channel: null },

  decide(command, { status, channel }) {
    const { channelId, actor, at } = command;
    if (command.type === 'create') {
      const { kind, name, shown, sealed } = command;
      if (status !== 'absent') return [];
      return [{ type: 'AlertChannelCreated', data: { channelId, kind, name, shown, sealed, actor, at } }];
    }
    if (!channel) {
      if (command.type === 'delete' && status === 'deleted') return [];
      throw new Rejected('not_found', 'There is no such channel. It may have been deleted.');
    }
    if (command.type === 'delete') return [{ type: 'AlertChannelDeleted', data: { channelId, actor, at } }];
    const changes = {
      ...(command.name === undefined || command.name === channel.name ? {} : { name: command.name }),
      ...(command.enabled === undefined || command.enabled === channel.enabled ? {} : { enabled: command.enabled }),
      ...command.target,
    };
    if (Object.keys(changes).length === 0) return [];
    return [{ type: 'AlertChannelEdited', data: { channelId, ...changes, actor, at } }];
  },

  evolve(state, event) {
    switch (event.type) {
      case 'AlertChannelCreated': {
        const { channelId: id, kind, name, shown, sealed, at: createdAt } = event.data;
        return { status: 'present', channel: { id, kind, name, shown, sealed, enabled: true, createdAt } };
      }
      case 'AlertChannelEdited': {
        const { name, enabled, shown, sealed } = event.data;
        const was = state.channel!;
        const channel = {
          ...was,
          name: name ?? was.name,
          enabled: enabled ?? was.enabled,
          shown: shown ?? was.shown,
          sealed: sealed ?? was.sealed,
        };
        return { ...state, channel };
      }
      case 'AlertChannelDeleted':
        return { status: 'deleted', channel: null };
      default:
        return unknownEvent(event, 'alert channel');
    }
  },
};
