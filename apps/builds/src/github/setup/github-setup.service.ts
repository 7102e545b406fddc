import { Injectable } from '@nestjs/common';
import { type Actor, Rejected } from '@toolyard/contracts';
import { BuildsConfig } from '../../builds.config.js';
import { GitHubApp } from '../connection/github-app.js';
import { ManifestExchange } from './manifest-exchange.js';
import { type ManifestForm, setupPage } from './setup-page.js';
import { manifestOf, manifestPage, placeOf } from './setup.rules.js';
import { SetupStates } from './setup-states.js';

/**
 * Connects a GitHub App that GitHub makes from a manifest: an admin is sent there with it and comes back with a code,
 * which is exchanged for the App and its keys.
 */
@Injectable()
export class GitHubSetupService {
  constructor(
    private readonly app: GitHubApp,
    private readonly states: SetupStates,
    private readonly exchange: ManifestExchange,
    private readonly config: BuildsConfig,
  ) {}

  /**
   * @param about.githubUrl of GitHub Enterprise Server; the configured one when it is missing
   * @returns path of the page that sends the browser to GitHub
   * @throws Rejected `conflict` while an App is connected, `invalid_request` for an address without https
   */
  async begin(about: { githubUrl?: string; organisation?: string }, session: string): Promise<string> {
    this.app.assertNone();
    const { url, apiUrl } = this.config.github;
    const place = placeOf(about.githubUrl ?? url, { url, apiUrl });
    if (!place.url.startsWith('https:') && place.url !== url)
      throw new Rejected('invalid_request', 'GitHub is asked by https alone. Nothing was changed.');
    const state = await this.states.begin({ ...place, organisation: about.organisation ?? null }, session);
    return `/api/v1/github/setup/${state}`;
  }

  /** @throws Rejected `link_invalid` */
  async page(state: string, session: string): Promise<ManifestForm> {
    const setup = await this.states.read(state, session);
    if (!setup) throw stateInvalid();
    return setupPage(manifestPage(setup, setup.organisation, state), manifestOf(this.config.publicUrl));
  }

  /** @throws Rejected `link_invalid`, `conflict`, `unavailable` */
  async finish(code: string, state: string, session: string, actor: Actor): Promise<void> {
    const setup = await this.states.take(state, session);
    if (!setup) throw stateInvalid();
    this.app.assertNone();
    const { privateKey, webhookSecret, ...made } = await this.exchange.exchange(setup, code);
    const app = { ...made, githubUrl: setup.url, apiUrl: setup.apiUrl };
    await this.app.connect(app, { privateKey, webhookSecret }, actor);
  }
}

const stateInvalid = (): Rejected =>
  new Rejected(
    'link_invalid',
    'This set-up of GitHub was begun in another session, is over an hour old, or was used already. Nothing was ' +
      'connected; begin again under Source connections.',
  );
