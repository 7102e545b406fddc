/**
 * Every stored event of the platform, by stream family. Events are facts in the past tense and only ever gain fields; a
 * changed meaning gets a new type. Times are ISO 8601 UTC. No event carries a secret in clear.
 */

import type { AlertChannelEvent, AlertEvent } from './alert.events.js';
import type { BuildSettingsEvent } from './build-settings.events.js';
import type { ClientSecretEvent, CredentialEvent } from './credential.events.js';
import type { DeploymentEvent } from './deployment.events.js';
import type { GitHubAppEvent, GitHubKeysEvent, GitHubSourceEvent } from './github.events.js';
import type { IdentityEvent } from './identity.events.js';
import type { PayloadReadsEvent } from './payload-reads.events.js';
import type { ServerEvent, SlugEvent } from './server.events.js';
import type { DataKeyEvent, VariablesEvent } from './variables.events.js';

/** Every event that a service of the platform stores. */
export type PlatformEvent =
  | ServerEvent
  | SlugEvent
  | DeploymentEvent
  | BuildSettingsEvent
  | VariablesEvent
  | DataKeyEvent
  | PayloadReadsEvent
  | CredentialEvent
  | ClientSecretEvent
  | GitHubAppEvent
  | GitHubKeysEvent
  | GitHubSourceEvent
  | AlertEvent
  | AlertChannelEvent
  | IdentityEvent;

/** The data of one type of event. */
export type DataOf<E extends { type: string; data: unknown }, Type extends E['type']> = Extract<
  E,
  { type: Type }
>['data'];

/** Noun of the stream family, as used in stream names `<noun>-<id>` and event subjects. */
export type StreamNoun =
  | 'server'
  | 'slug'
  | 'deployment'
  | 'buildsettings'
  | 'variables'
  | 'datakey'
  | 'payloadreads'
  | 'user'
  | 'email'
  | 'invitation'
  | 'group'
  | 'apikey'
  | 'organisation'
  | 'connection'
  | 'signins'
  | 'refusals'
  | 'credential'
  | 'clientsecret'
  | 'githubapp'
  | 'githubkeys'
  | 'githubsource'
  | 'alert'
  | 'alertchannel';
