/**
 * Every stored event of the platform, by stream family. Events are facts in the past tense and only ever gain fields; a
 * changed meaning gets a new type. Times are ISO 8601 UTC. No event carries a secret in clear.
 */

import type { ClientSecretEvent, CredentialEvent } from './credential.events.js';
import type { IdentityEvent } from './identity.events.js';

/** Who caused a change: shown in the audit log and in a deployment's history. */
export interface Actor {
  kind: 'user' | 'apikey' | 'system';
  id: string;
  name: string;
  /** The account behind an API key. */
  userId?: string;
}

export interface Commit {
  /** Full SHA-1 of the commit, 40 hexadecimal digits. */
  sha: string;
  message: string;
  author: string;
  at: string;
}

export type Visibility = 'public' | 'private' | 'internal';
export type Access = 'organisation' | 'public';

export interface Source {
  provider: 'git' | 'github';
  /** `git`: the repository's name in the built-in remote. `github`: `owner/name`. */
  repository: string;
}

/** One value that each user fills in for a server with auth method `credentials`. */
export interface CredentialField {
  name: string;
  label: string;
  placeholder?: string;
  secret: boolean;
}

export type ServerAuth =
  | { method: 'none' }
  | { method: 'credentials'; fields: CredentialField[] }
  | {
      method: 'oauth2';
      authorizationUrl: string;
      tokenUrl: string;
      revocationUrl?: string;
      clientId: string;
      scopes: string[];
    };

export type ServerEvent =
  | {
      type: 'ServerCreated';
      data: {
        serverId: string;
        slug: string;
        name: string;
        description: string;
        visibility: Visibility;
        access: Access;
        source: Source;
        auth: ServerAuth;
        replicas: number;
        actor: Actor;
        at: string;
      };
    }
  | {
      type: 'ServerEdited';
      data: {
        serverId: string;
        name?: string;
        description?: string;
        visibility?: Visibility;
        access?: Access;
        replicas?: number;
        actor: Actor;
        at: string;
      };
    }
  | { type: 'ServerDisabled'; data: { serverId: string; actor: Actor; at: string } }
  | { type: 'ServerEnabled'; data: { serverId: string; actor: Actor; at: string } }
  | { type: 'ServerDeleted'; data: { serverId: string; slug: string; actor: Actor; at: string } }
  /** The creation stopped after its slug was reserved: the id will never be a server. Opens and closes its stream. */
  | { type: 'ServerAbandoned'; data: { serverId: string; slug: string; at: string } };

/** `slug-<slug>` streams make a slug unique across replicas of `registry`: the first append wins. */
export type SlugEvent =
  | { type: 'SlugReserved'; data: { slug: string; serverId: string; at: string } }
  | { type: 'SlugReleased'; data: { slug: string; serverId: string; at: string } };

export type DeploymentTrigger = 'push' | 'manual' | 'rollback' | 'variables' | 'poll';

export type DeploymentStage = 'fetch' | 'dependencies' | 'image' | 'push' | 'candidate' | 'promotion';

export interface ImageRef {
  /** Content digest (`sha256:…`): what containers are started from. */
  digest: string;
  /** Human-readable tag, informative only. */
  tag: string;
  sizeBytes: number;
}

/** What `toolyard.yaml` or the defaults say about running the image. */
export interface RunSpec {
  port: number;
  /** Paths to probe for MCP, in order. */
  paths: string[];
  command?: string[];
  startupSeconds: number;
  memoryMb: number;
  cpus: number;
  pids: number;
}

export interface Tool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: unknown;
  outputSchema?: unknown;
  annotations?: unknown;
}

export interface ToolChanges {
  added: string[];
  changed: string[];
  dropped: string[];
}

/** How the gateway reaches the server inside its containers. */
export interface Endpoint {
  port: number;
  path: string;
  transport: 'streamable-http' | 'sse';
  /** `modern`: answers `server/discover` (2026-07-28). `legacy`: answers `initialize`. */
  eras: ('modern' | 'legacy')[];
  protocolVersion: string;
  serverInfo: { name: string; version: string };
}

export type DeploymentEvent =
  | {
      type: 'DeploymentRequested';
      data: {
        deploymentId: string;
        serverId: string;
        slug: string;
        repository: string;
        commit: Commit;
        trigger: DeploymentTrigger;
        /** Given for rollbacks and changed variables: the image to run, so nothing is built. */
        image?: ImageRef;
        run?: RunSpec;
        actor: Actor;
        at: string;
      };
    }
  | { type: 'BuildStarted'; data: { deploymentId: string; worker: string; attempt: number; at: string } }
  | {
      type: 'ImageBuilt';
      data: {
        deploymentId: string;
        image: ImageRef;
        run: RunSpec;
        /** The Dockerfile's text when the platform generated it. */
        generatedDockerfile?: string;
        /** Start and end of the stages fetch, dependencies, image and push, as far as they ran. */
        stages: StageTime[];
        at: string;
      };
    }
  | { type: 'CandidateStarted'; data: { deploymentId: string; containers: string[]; at: string } }
  | {
      type: 'ToolsDiscovered';
      data: { deploymentId: string; tools: Tool[]; changes: ToolChanges; endpoint: Endpoint; at: string };
    }
  | { type: 'Promoted'; data: { deploymentId: string; serverId: string; previous?: string; at: string } }
  | {
      type: 'Failed';
      data: {
        deploymentId: string;
        stage: DeploymentStage;
        code: string;
        reason: string;
        stages?: StageTime[];
        at: string;
      };
    }
  | { type: 'Superseded'; data: { deploymentId: string; by: string; at: string } }
  | { type: 'Cancelled'; data: { deploymentId: string; by: Actor; at: string } }
  | { type: 'Retired'; data: { deploymentId: string; by?: string; at: string } };

export interface StageTime {
  name: DeploymentStage;
  startedAt: string;
  endedAt: string | null;
}

/** AES-256-GCM ciphertext under a data key; every field is base64 except the ids. */
export interface Sealed {
  dataKeyId: string;
  nonce: string;
  ciphertext: string;
  tag: string;
}

export type VariablesEvent =
  | {
      type: 'VariableSet';
      data: { serverId: string; name: string; value: Sealed; version: number; actor: Actor; at: string };
    }
  | { type: 'VariableRemoved'; data: { serverId: string; name: string; actor: Actor; at: string } }
  /** The server was deleted: all its variables are gone and no more can be set. */
  | { type: 'VariablesDropped'; data: { serverId: string; at: string } };

/** A data key wrapped by the key-encryption key `keyId`. Deleting a secret tombstones its `datakey-<id>` stream. */
export type DataKeyEvent =
  | {
      type: 'DataKeyCreated';
      data: {
        dataKeyId: string;
        owner: string;
        keyId: string;
        wrapped: string;
        nonce: string;
        tag: string;
        at: string;
      };
    }
  | {
      type: 'DataKeyRewrapped';
      data: {
        dataKeyId: string;
        owner: string;
        keyId: string;
        wrapped: string;
        nonce: string;
        tag: string;
        at: string;
      };
    };

/** `payloadreads-<yyyy-mm>`: who looked at calls of others. */
export type PayloadReadsEvent =
  | { type: 'PayloadsRead'; data: { serverId: string; callIds: string[]; actor: Actor; at: string } }
  | { type: 'CallsExported'; data: { filter: Record<string, string>; actor: Actor; at: string } };

export type PlatformEvent =
  | ServerEvent
  | SlugEvent
  | DeploymentEvent
  | VariablesEvent
  | DataKeyEvent
  | PayloadReadsEvent
  | CredentialEvent
  | ClientSecretEvent
  | IdentityEvent;

/** Noun of the stream family, as used in stream names `<noun>-<id>` and event subjects. */
export type StreamNoun =
  | 'server'
  | 'slug'
  | 'deployment'
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
  | 'credential'
  | 'clientsecret';
