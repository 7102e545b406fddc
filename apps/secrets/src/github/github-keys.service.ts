import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Actor, type GitHubKeysEvent, type Receiver, Rejected, type Requests } from '@toolyard/contracts';
import { AggregateStore, EventStore, type Following, type StoredEvent } from '@toolyard/event-store';
import { changedBy, KeyedMutex, openMessage, sealTo } from '@toolyard/service';
import { DataKeys } from '../keys/data-keys.js';
import { SecretsConfig } from '../secrets.config.js';
import { withFreshSeal } from '../store/fresh-seal.js';
import type { SingleSecret } from '../store/single-secret.js';
import { StoredState } from '../store/stored-state.js';
import { Vault } from '../store/vault.js';
import { foldGitHubKeys, type GitHubKeysCommand, githubKeysDecider } from './github-keys.decider.js';
import { githubKeysId, githubKeysPrefix, GitHubKeysView } from './github-keys.view.js';

const owner = 'githubapp';
const name = 'keys';
const stream = `${githubKeysPrefix}${githubKeysId}`;

type Event = Pick<StoredEvent, 'type' | 'position'> & { data: any };

/**
 * The private key and the webhook secret of the GitHub App. Both go with the App: when it is disconnected their data
 * key is destroyed. Reads from the first event at every start, so that an interrupted removal is finished then.
 */
@Injectable()
export class GitHubKeysService implements OnModuleInit, OnModuleDestroy {
  private readonly mutex = new KeyedMutex();
  private readonly aggregate: AggregateStore<SingleSecret, GitHubKeysCommand, GitHubKeysEvent>;
  private following: Following | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
    private readonly dataKeys: DataKeys,
    private readonly view: GitHubKeysView,
    private readonly state: StoredState,
    private readonly config: SecretsConfig,
  ) {
    this.aggregate = new AggregateStore(store, {
      decider: githubKeysDecider,
      prefix: githubKeysPrefix,
      view: state,
      metadata: changedBy,
    });
  }

  onModuleInit(): void {
    this.following = this.store.follow({
      prefixes: ['githubapp-', githubKeysPrefix],
      onEvent: (event) => this.clean(event),
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.following?.stop();
  }

  /**
   * From `builds`, just before it connects the App.
   * @param sealed message with `{keys}`, a text
   * @returns the version of the keys
   * @throws Rejected `forbidden` when it is of no service of this installation
   */
  async keep(sealed: string, actor: Actor): Promise<number> {
    const message = await openMessage<{ keys: string }>(this.config.serviceKey, 'github keys', sealed);
    if (!message)
      throw new Rejected('forbidden', 'The keys did not come from a service of this installation. Nothing was stored.');
    const store = async (): Promise<number> => {
      const version = (await this.current()).version + 1;
      return this.vault.sealing(owner, null, async (seal) => {
        const value = seal(message.keys, name, version);
        return (await this.change({ type: 'set', value, version, actor, at: new Date().toISOString() })).version;
      });
    };
    return this.mutex.runExclusive(name, () => withFreshSeal(store));
  }

  /** @throws Rejected `forbidden` for a receiver that is no service of this installation */
  async deliver(receiver: Receiver): Promise<Requests['secrets.github.deliver']['reply']> {
    const { value, version } = await this.current();
    if (!value) return { sealed: null, version };
    const keys = await this.vault.reveal(value, { owner, name, version });
    return { sealed: await sealTo(receiver, keys, this.config.serviceKey), version };
  }

  /** The subscription repeats an event that fails. */
  private async clean({ type, data, position }: Event): Promise<void> {
    if (type === 'GitHubAppDisconnected')
      await this.change({ type: 'remove', version: data.keysVersion, at: new Date().toISOString() });
    if (type !== 'GitHubKeysSet' && type !== 'GitHubKeysRemoved') return;
    await this.state.reach(position);
    for (const dataKeyId of this.view.current.retired) await this.dataKeys.retire(dataKeyId);
  }

  /** The stored state; while the store is away, the last state that the view has. */
  private async current(): Promise<SingleSecret> {
    return this.state.connected ? foldGitHubKeys(await this.store.read(stream)) : this.view.current;
  }

  private async change(command: GitHubKeysCommand): Promise<SingleSecret> {
    const actor = 'actor' in command ? command.actor : undefined;
    return (await this.aggregate.execute(githubKeysId, command, actor)).state;
  }
}
