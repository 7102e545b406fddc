import { type Engines, type RunningService, eventually, startEngines } from '@toolyard/service/testing';
import { GitHubDouble } from '../testing/github/github-double.js';

/** `registry`, `builds` and `secrets` of a platform whose GitHub is the double. */
export class GitHubPlatform {
  private constructor(
    readonly github: GitHubDouble,
    readonly engines: Engines,
    readonly registry: RunningService,
    public builds: RunningService,
    private readonly env: Record<string, string>,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<GitHubPlatform> {
    const github = await GitHubDouble.start();
    const ofBuilds = { ...github.createApp(), TOOLYARD_GITHUB_POLL_SECONDS: '3600', ...env };
    const engines = await startEngines();
    try {
      // One after the other, because each start loads two cores.
      const registry = await engines.service('registry');
      await engines.service('secrets');
      const builds = await engines.service('builds', ofBuilds);
      const platform = new GitHubPlatform(github, engines, registry, builds, ofBuilds);
      platform.receiveWebhooks();
      return platform;
    } catch (error) {
      await Promise.all([engines.stop(), github.stop()]);
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.engines.stop();
    await this.github.stop();
  }

  /** Starts `builds` again, on another port as every start does. */
  async restartBuilds(whileDown: () => Promise<void> = async () => undefined, env = this.env): Promise<void> {
    await this.builds.stop();
    await whileDown();
    this.builds = await this.engines.service('builds', env);
    this.receiveWebhooks();
  }

  /** Starts `builds` again without an App in its environment. */
  restartWithoutApp(): Promise<void> {
    const env = { ...this.github.addresses, TOOLYARD_GITHUB_POLL_SECONDS: '3600' };
    return this.restartBuilds(undefined, env);
  }

  /** Starts `builds` again so that it looks at heads every second, and without webhooks. @returns what ends that */
  async polling(): Promise<() => Promise<void>> {
    await this.builds.stop();
    this.builds = await this.engines.service('builds', { ...this.env, TOOLYARD_GITHUB_POLL_SECONDS: '1' });
    this.github.hookUrl = null;
    return () => this.restartBuilds();
  }

  async createServer(name: string, repository: string, source: object = {}): Promise<any> {
    const answer = await this.registry.call('POST', '/api/v1/servers', {
      name,
      source: { provider: 'github', repository, ...source },
      auth: { method: 'none' },
    });
    if (answer.status !== 201) throw new Error(`The server was not created: ${answer.text}`);
    return answer.body;
  }

  async deployments(serverId: string): Promise<any[]> {
    return (await this.builds.call('GET', `/api/v1/servers/${serverId}/deployments`)).body.items ?? [];
  }

  /** The deployment of this commit, once it was requested. */
  async deploymentOf(serverId: string, sha: string): Promise<any> {
    let found: any;
    await eventually(async () => (found = (await this.deployments(serverId)).find(({ commit }) => commit.sha === sha)));
    return found;
  }

  async source(serverId: string): Promise<any> {
    return (await this.builds.call('GET', `/api/v1/servers/${serverId}/source`)).body;
  }

  async sourceState(serverId: string, state: string): Promise<any> {
    let report: any;
    await eventually(async () => (report = await this.source(serverId)).state === state).catch(() => {
      throw new Error(`The source is ${report?.state} and not ${state}.`);
    });
    return report;
  }

  async delivery(match: object): Promise<any> {
    let found: any;
    await eventually(async () => {
      const { items } = (await this.builds.call('GET', '/api/v1/github/deliveries')).body;
      found = items.find((each: any) => Object.entries(match).every(([key, value]) => each[key] === value));
      return found !== undefined;
    });
    return found;
  }

  private receiveWebhooks(): void {
    this.github.hookUrl = `${this.builds.url}/webhooks/github`;
  }
}
