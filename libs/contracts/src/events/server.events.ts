import type { CallLimits } from '../rules/call-limits.js';
import type { Actor } from './actor.js';

/** Who sees a server in lists. */
export type Visibility = 'public' | 'private' | 'internal';
/** Who may call a server: accounts whose groups allow it, or every MCP client. */
export type Access = 'organisation' | 'public';

/** The repository that a server is deployed from. */
export interface Source {
  provider: 'git' | 'github';
  /** `git`: the repository's name in the built-in remote. `github`: `owner/name`. */
  repository: string;
  /** Of `github`: the branch that is deployed; `main` when absent. */
  branch?: string;
  /** Of `github`: a commit that changes no file that matches one of these is not deployed; all count when absent. */
  watchPaths?: string[];
}

/** One value that each user fills in for a server with auth method `credentials`. */
export interface CredentialField {
  name: string;
  label: string;
  placeholder?: string;
  secret: boolean;
}

/** What users of a server give it: nothing, credentials of their own, or an account at an OAuth 2.0 provider. */
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

/** What a server is created with. */
export interface ServerTraits {
  slug: string;
  name: string;
  description: string;
  visibility: Visibility;
  access: Access;
  source: Source;
  auth: ServerAuth;
  replicas: number;
}

/** How clients may use a server. */
export interface ServerTraffic {
  /** Request headers of clients that reach the server, in lower case. */
  headers: string[];
  limits: CallLimits;
}

/** `server-<id>`. */
export type ServerEvent =
  | {
      type: 'ServerCreated';
      data: ServerTraits &
        /** None in events of earlier versions. */
        Partial<ServerTraffic> & {
          serverId: string;
          /** An admin chose the repository of another account on purpose. */
          adoptsRepository?: boolean;
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
        headers?: string[];
        limits?: CallLimits;
        /** The provider and the repository never change. */
        source?: Source;
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
