import { Injectable } from '@nestjs/common';
import { type Actor, type GitHubAppEvent, Rejected } from '@toolyard/contracts';
import { EventStore, type StoredEvent } from '@toolyard/event-store';
import { Requester } from '@toolyard/messaging';
import { FollowedAggregate, KeyedJobs, log, SealingKey, sealMessage } from '@toolyard/service';
import { BuildsConfig } from '../../builds.config.js';
import { now } from '../../deployments/deployments.service.js';
import { type ConnectedApp, type GitHubAppCommand, githubAppDecider } from './github-app.decider.js';
import { RetryTimers } from './retry-timers.js';

/** What the platform proves itself with to GitHub, and checks webhooks with. */
export interface AppCredentials {
  appId: number;
  /** PEM. */
  privateKey: string;
  webhookSecret: string;
}

type Keys = Pick<AppCredentials, 'privateKey' | 'webhookSecret'>;

/** An installation of the platform has one App. */
const id = 'app';
const longestPauseMs = 30_000;
const messageSeconds = 60;

/**
 * The GitHub App of this installation: the one that the environment gives, else the one that was connected in the
 * dashboard. Its keys are with `secrets`; this process holds them while the App is connected.
 */
@Injectable()
export class GitHubApp extends FollowedAggregate<ConnectedApp | null, GitHubAppCommand, GitHubAppEvent> {
  private readonly loading = new KeyedJobs(1, () => this.load());
  private readonly retries = new RetryTimers(longestPauseMs, (key) => this.loading.request(key));
  private readonly listeners: (() => void)[] = [];
  private connected: ConnectedApp | null = null;
  private keys: { version: number; keys: Keys } | null = null;

  constructor(
    private readonly config: BuildsConfig,
    store: EventStore,
    private readonly requester: Requester,
    private readonly sealing: SealingKey,
  ) {
    super(store, { decider: githubAppDecider, prefix: 'githubapp-' });
  }

  override async onModuleDestroy(): Promise<void> {
    this.retries.stop();
    await this.loading.stop();
    await super.onModuleDestroy();
  }

  /** Calls `listener` when another App can be used, or none any more. The listener must not throw. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Where the App was set up; null while none is. */
  get managedBy(): 'environment' | 'dashboard' | null {
    if (this.config.githubApp) return 'environment';
    return this.connected ? 'dashboard' : null;
  }

  /** Null while no App is connected, and while the keys of the connected one are not read yet. */
  get credentials(): AppCredentials | null {
    if (this.config.githubApp) return this.config.githubApp;
    if (!this.connected || this.keys?.version !== this.connected.keysVersion) return null;
    return { appId: this.connected.appId, ...this.keys.keys };
  }

  /** Where the pages and the API of GitHub are. */
  get place(): { url: string; apiUrl: string } {
    const { url, apiUrl } = this.config.github;
    if (this.config.githubApp || !this.connected) return { url, apiUrl };
    return { url: this.connected.githubUrl, apiUrl: this.connected.apiUrl };
  }

  /**
   * Stores the keys with `secrets`, then connects the App. It can be used when this resolves.
   * @throws Rejected `conflict` while another one is connected
   */
  async connect(app: Omit<ConnectedApp, 'keysVersion'>, keys: Keys, actor: Actor): Promise<void> {
    this.assertNone();
    const text = JSON.stringify(keys);
    const sealed = await sealMessage(this.config.serviceKey, 'github keys', { keys: text }, messageSeconds);
    const { version } = await this.requester.request('secrets.github.keep', { sealed, actor });
    await this.aggregate.execute(
      id,
      { type: 'connect', app: { ...app, keysVersion: version }, actor, at: now() },
      actor,
    );
    await this.load();
  }

  /**
   * Disconnects the App; `secrets` destroys its keys then.
   * @throws Rejected `conflict` for an App that the environment gives
   */
  async disconnect(actor: Actor): Promise<void> {
    if (this.config.githubApp) throw givenByEnvironment();
    await this.aggregate.execute(id, { type: 'disconnect', actor, at: now() }, actor);
  }

  /** @throws Rejected `conflict` while an App is connected */
  assertNone(): void {
    if (this.config.githubApp) throw givenByEnvironment();
    if (this.connected) throw new Rejected('conflict', `${this.connected.name} is connected. Disconnect it first.`);
  }

  protected fold(event: StoredEvent): void {
    this.connected = githubAppDecider.evolve(this.connected, event as unknown as GitHubAppEvent);
    if (this.connected) return this.loading.request(id);
    this.keys = null;
    this.retries.clear(id);
    for (const listener of this.listeners) listener();
  }

  /** Never rejects: what failed is repeated after a pause. */
  private async load(): Promise<void> {
    const { connected } = this;
    if (!connected || this.config.githubApp || this.keys?.version === connected.keysVersion) return;
    try {
      const { receiver } = this.sealing;
      const { sealed, version } = await this.requester.request('secrets.github.deliver', { receiver });
      if (!sealed || version !== connected.keysVersion) throw new Error('secrets has other keys or none');
      this.keys = { version, keys: JSON.parse(await this.sealing.open(sealed)) as Keys };
      this.retries.clear(id);
      for (const listener of this.listeners) listener();
    } catch (error) {
      this.retries.failed(id);
      log.warn({ err: error, appId: connected.appId }, 'the keys of the GitHub App cannot be read yet');
    }
  }
}

const givenByEnvironment = (): Rejected =>
  new Rejected(
    'conflict',
    'The environment of the service builds gives the GitHub App, so it is not changed here. Remove GITHUB_APP_ID, ' +
      'GITHUB_APP_PRIVATE_KEY and GITHUB_WEBHOOK_SECRET there and start the service again.',
  );
