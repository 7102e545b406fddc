import type { Actor } from './actor.js';
import type { Sealed } from './sealed.js';

/**
 * Why a connection to a provider needs its user: `expired` means connect again; `failed` may also pass, or need the
 * server's creator.
 */
export type CredentialProblem = 'expired' | 'failed';

/**
 * `credential-<serverId>-<userId>`: what one account gave to use one server, or let be given by an OAuth 2.0 provider.
 * `version` counts what was ever sealed in the stream, so that no ciphertext fits a second place.
 */
export type CredentialEvent =
  | {
      type: 'CredentialSet';
      data: {
        serverId: string;
        userId: string;
        values: Record<string, Sealed>;
        version: number;
        actor: Actor;
        at: string;
      };
    }
  | {
      type: 'CredentialConnected';
      data: {
        serverId: string;
        userId: string;
        tokens: Sealed;
        version: number;
        scopes: string[];
        expiresAt: string | null;
        actor: Actor;
        at: string;
      };
    }
  | {
      type: 'CredentialRefreshed';
      data: {
        serverId: string;
        userId: string;
        tokens: Sealed;
        version: number;
        scopes: string[];
        expiresAt: string | null;
        at: string;
      };
    }
  /** `error` is a sentence for the user. */
  | {
      type: 'CredentialFailed';
      data: { serverId: string; userId: string; reason: CredentialProblem; error: string; at: string };
    }
  /** `actor` is missing when it follows from a deleted server or a user who is gone. */
  | {
      type: 'CredentialRemoved';
      data: {
        serverId: string;
        userId: string;
        reason: 'asked' | 'server_deleted' | 'user_gone';
        actor?: Actor;
        at: string;
      };
    };

/** `clientsecret-<serverId>`: the secret that the platform shows to the OAuth 2.0 provider of a server. */
export type ClientSecretEvent =
  | { type: 'ClientSecretSet'; data: { serverId: string; value: Sealed; version: number; actor: Actor; at: string } }
  | { type: 'ClientSecretRemoved'; data: { serverId: string; at: string } };
