import { Injectable } from '@nestjs/common';
import { type Actor, type BuildSettings, type BuildSettingsEvent, Rejected } from '@toolyard/contracts';
import { EventStore, type StoredEvent } from '@toolyard/event-store';
import { FollowedAggregate } from '@toolyard/service';
import { FieldMistake, readFields } from '../build-plan/build-fields.js';
import { DeploymentsService, now } from '../deployments/deployments.service.js';
import { buildSettingsDecider, type ChangeBuildSettings } from './build-settings.decider.js';

const prefix = 'buildsettings-';

/** How servers are built in spite of their repositories. Owns the streams `buildsettings-`. */
@Injectable()
export class BuildSettingsService extends FollowedAggregate<BuildSettings, ChangeBuildSettings, BuildSettingsEvent> {
  private readonly settings = new Map<string, BuildSettings>();

  constructor(
    store: EventStore,
    private readonly deployments: DeploymentsService,
  ) {
    super(store, { decider: buildSettingsDecider, prefix });
  }

  protected fold(event: StoredEvent): void {
    const { data } = event as unknown as BuildSettingsEvent;
    this.settings.set(data.serverId, data.settings);
  }

  /** The settings that builds of a server follow; empty without any. */
  of(serverId: string): BuildSettings {
    return this.settings.get(serverId) ?? {};
  }

  /**
   * @returns the settings of a server
   * @throws Rejected `not_found`
   */
  read(serverId: string): BuildSettings {
    return this.of(this.deployments.server(serverId).id);
  }

  /**
   * Replaces all settings of a server; the next deployment is built with them.
   * @throws Rejected `not_found`, or `invalid_request` with the field that cannot be used
   */
  async change(serverId: string, settings: BuildSettings, actor: Actor): Promise<BuildSettings> {
    const { id } = this.deployments.server(serverId);
    try {
      readFields({ ...settings });
    } catch (error) {
      if (!(error instanceof FieldMistake)) throw error;
      throw new Rejected('invalid_request', `${error.message}. Nothing was changed; correct it and send it again.`);
    }
    const given = Object.entries(settings).filter(([, value]) => value !== undefined && value !== null);
    const change = { serverId: id, settings: Object.fromEntries(given) as BuildSettings, actor, at: now() };
    await this.aggregate.execute(id, { type: 'change', ...change }, actor);
    return this.of(id);
  }

  /** Removes the settings of a deleted server for good. */
  async remove(serverId: string): Promise<void> {
    if (!this.settings.has(serverId)) return;
    await this.store.tombstone(`${prefix}${serverId}`);
    this.settings.delete(serverId);
  }
}
