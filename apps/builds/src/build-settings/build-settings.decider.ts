import type { Actor, BuildSettings, BuildSettingsEvent } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

export interface ChangeBuildSettings {
  type: 'change';
  serverId: string;
  /** All settings after the change. */
  settings: BuildSettings;
  actor: Actor;
  at: string;
}

export const buildSettingsDecider: Decider<BuildSettings, ChangeBuildSettings, BuildSettingsEvent> = {
  initial: {},
  decide: ({ serverId, settings, actor, at }, current) =>
    ordered(settings) === ordered(current)
      ? []
      : [{ type: 'BuildSettingsChanged', data: { serverId, settings, actor, at } }],
  evolve: (_current, event) => {
    switch (event.type) {
      case 'BuildSettingsChanged':
        return event.data.settings;
      default:
        return unknownEvent(event.type, 'buildsettings');
    }
  },
};

const ordered = (settings: BuildSettings) =>
  JSON.stringify(Object.entries(settings).sort(([one], [other]) => one.localeCompare(other)));
