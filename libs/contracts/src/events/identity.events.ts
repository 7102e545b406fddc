import type { DefaultAccess, Right, Role, Rule } from '../rules/access.js';
import type { QuotaName } from '../quotas/catalogue.js';
import type { Actor } from './actor.js';

/** Where an account came from, and so how its owner signs in. */
export type AccountProvider = 'password' | 'oidc' | 'scim' | 'service';

/**
 * Who put an account into a group: people by hand, or the outside provider, whose word is followed at each sign-in or
 * push.
 */
export type MembershipSource = 'manual' | 'oidc' | 'scim';

/** What proved who signs in. */
export type SignInMethod = 'password' | 'oidc' | 'setup' | 'invitation' | 'password-link';

/** `user-<id>`: people and service accounts. */
export type UserEvent =
  | {
      type: 'UserRegistered';
      data: {
        userId: string;
        name: string;
        email: string;
        role: Role;
        groupIds: string[];
        provider: Exclude<AccountProvider, 'service'>;
        /** Id of the user at the identity provider that pushes accounts (SCIM). */
        externalId?: string;
        invitationId?: string;
        actor: Actor;
        at: string;
      };
    }
  | {
      type: 'ServiceAccountCreated';
      data: { userId: string; name: string; role: Role; groupIds: string[]; actor: Actor; at: string };
    }
  | {
      type: 'UserEdited';
      data: {
        userId: string;
        name?: string;
        email?: string;
        role?: Role;
        externalId?: string;
        actor: Actor;
        at: string;
      };
    }
  | { type: 'UserDisabled'; data: { userId: string; actor: Actor; at: string } }
  | { type: 'UserEnabled'; data: { userId: string; actor: Actor; at: string } }
  | { type: 'UserDeleted'; data: { userId: string; actor: Actor; at: string } }
  /**
   * The registration stopped after its e-mail address was reserved: the id will never be a user. Opens and closes its
   * stream.
   */
  | { type: 'UserAbandoned'; data: { userId: string; at: string } }
  /** `hash` is argon2id in PHC form; it never leaves the event store. Sessions from before are over. */
  | { type: 'PasswordSet'; data: { userId: string; hash: string; actor: Actor; at: string } }
  /** A link that sets a new password once; `digest` is the SHA-256 of its token, hexadecimal. */
  | { type: 'PasswordLinkMade'; data: { userId: string; digest: string; expiresAt: string; actor: Actor; at: string } }
  /** The account at the outside OpenID Connect provider that signs in as this user. */
  | {
      type: 'OutsideIdentityLinked';
      data: { userId: string; issuer: string; subject: string; actor: Actor; at: string };
    }
  | {
      type: 'GroupJoined';
      data: { userId: string; groupId: string; source: MembershipSource; actor: Actor; at: string };
    }
  | { type: 'GroupLeft'; data: { userId: string; groupId: string; actor: Actor; at: string } }
  | { type: 'UserSignedIn'; data: { userId: string; method: SignInMethod; actor: Actor; at: string } }
  /**
   * An authenticator app; from now on a password is not enough. `secret` is that of the codes, sealed; it never leaves
   * the event store.
   */
  | {
      type: 'SecondFactorSet';
      data: {
        userId: string;
        method: 'totp';
        secret: string;
        step: number;
        digests: string[];
        actor: Actor;
        at: string;
      };
    }
  /** The recovery codes from before are worth nothing; `digests` are keyed and never leave the event store. */
  | { type: 'RecoveryCodesMade'; data: { userId: string; digests: string[]; actor: Actor; at: string } }
  /** A code was used: no code of this time step, or from before, works again. */
  | { type: 'SecondFactorUsed'; data: { userId: string; method: 'totp'; step: number; actor: Actor; at: string } }
  | { type: 'RecoveryCodeUsed'; data: { userId: string; digest: string; left: number; actor: Actor; at: string } }
  /** Another second factor. `digests` of recovery codes: when it is the first one. Keys and ids are base64url. */
  | {
      type: 'PasskeyRegistered';
      data: {
        userId: string;
        /** Of the credential (WebAuthn, section 4). */
        passkeyId: string;
        name: string;
        /** COSE key. */
        publicKey: string;
        counter: number;
        /** How browsers may reach it. */
        transports: string[];
        digests?: string[];
        actor: Actor;
        at: string;
      };
    }
  /** `counter`: what the authenticator had counted; 0 for one that does not count. */
  | { type: 'PasskeyUsed'; data: { userId: string; passkeyId: string; counter: number; actor: Actor; at: string } }
  /** With the last one, and without an authenticator app, a password is enough again. */
  | { type: 'PasskeyRemoved'; data: { userId: string; passkeyId: string; name: string; actor: Actor; at: string } }
  /** All of them, passkeys too. */
  | { type: 'SecondFactorRemoved'; data: { userId: string; actor: Actor; at: string } }
  /** One session of the dashboard ended. */
  | { type: 'UserSignedOut'; data: { userId: string; actor: Actor; at: string } }
  /** Signed out everywhere: sessions and access tokens from before are over. */
  | { type: 'SessionsEnded'; data: { userId: string; actor: Actor; at: string } };

/** `email-<SHA-256 of the lower-cased address, hexadecimal>`: makes an address unique over replicas, as slugs are. */
export type EmailEvent =
  | { type: 'EmailReserved'; data: { digest: string; userId: string; at: string } }
  | { type: 'EmailReleased'; data: { digest: string; userId: string; at: string } };

/** `invitation-<id>`; `digest` is the SHA-256 of the link's token, hexadecimal. */
export type InvitationEvent =
  | {
      type: 'InvitationMade';
      data: {
        invitationId: string;
        email: string;
        role: Role;
        groupIds: string[];
        digest: string;
        expiresAt: string;
        actor: Actor;
        at: string;
      };
    }
  | { type: 'InvitationAccepted'; data: { invitationId: string; userId: string; at: string } }
  | { type: 'InvitationWithdrawn'; data: { invitationId: string; actor: Actor; at: string } };

/** `group-<id>`: what its members may call. */
export type GroupEvent =
  | {
      type: 'GroupCreated';
      data: {
        groupId: string;
        name: string;
        description: string;
        isDefault: boolean;
        defaultAccess: DefaultAccess;
        externalId?: string;
        actor: Actor;
        at: string;
      };
    }
  | {
      type: 'GroupEdited';
      data: {
        groupId: string;
        name?: string;
        description?: string;
        defaultAccess?: DefaultAccess;
        externalId?: string;
        actor: Actor;
        at: string;
      };
    }
  | { type: 'GroupRuleSet'; data: { groupId: string; serverId: string; rule: Rule; actor: Actor; at: string } }
  | { type: 'GroupRuleRemoved'; data: { groupId: string; serverId: string; actor: Actor; at: string } }
  | { type: 'GroupDeleted'; data: { groupId: string; actor: Actor; at: string } };

/** `apikey-<id>`; `digest` is the SHA-256 of the token, hexadecimal, `prefix` the part of it that is shown. */
export type ApiKeyEvent =
  | {
      type: 'ApiKeyCreated';
      data: {
        keyId: string;
        name: string;
        /** The part of the token that is shown. */
        prefix: string;
        /** SHA-256 of the token, hexadecimal. */
        digest: string;
        userId: string;
        rights: Right[];
        servers: 'all' | string[];
        /** ISO 8601; null: never. */
        expiresAt: string | null;
        actor: Actor;
        at: string;
      };
    }
  /** The token of the environment changed: the one from before is worth nothing any more. */
  | { type: 'ApiKeyReplaced'; data: { keyId: string; prefix: string; digest: string; actor: Actor; at: string } }
  | { type: 'ApiKeyRevoked'; data: { keyId: string; actor: Actor; at: string } };

/**
 * `organisation-main`: the set-up, and who its active admins are, so that the last one cannot go, whichever replica is
 * asked.
 */
export type OrganisationEvent =
  /** `digest` of the set-up link's token: a link is used once. */
  | { type: 'OrganisationSetUp'; data: { userId: string; digest: string; at: string } }
  | { type: 'AdminAppointed'; data: { userId: string; at: string } }
  | { type: 'AdminDismissed'; data: { userId: string; at: string } }
  /** Whether accounts with a password need a second factor from their next sign-in on. */
  | { type: 'SecondFactorRuleSet'; data: { required: boolean; actor: Actor; at: string } }
  /**
   * The limit of a quota; null: the one from before holds again. `subjectId`: of this account or server alone; null:
   * of all.
   */
  | {
      type: 'QuotaSet';
      data: { quota: QuotaName; subjectId: string | null; limit: number | null; actor: Actor; at: string };
    };

/** `connection-<id of the grant>`: a client that a user authorized to use a server in their name. */
export type ConnectionEvent =
  | {
      type: 'ClientConnected';
      data: {
        connectionId: string;
        userId: string;
        clientId: string;
        clientName: string;
        /** Host that the client is sent back to, or that publishes its metadata document. */
        clientHost: string;
        serverId: string;
        /** What its tokens are for (RFC 8707), as the client spelt it. */
        resource: string;
        scopes: string[];
        actor: Actor;
        at: string;
      };
    }
  /**
   * `reused`: a code or refresh token came a second time, so another party may have it. `expired`: its tokens were not
   * used for too long. `server`: the server was deleted.
   */
  | {
      type: 'ClientDisconnected';
      data: {
        connectionId: string;
        userId: string;
        clientId: string;
        clientName: string;
        serverId: string;
        reason: 'user' | 'client' | 'reused' | 'expired' | 'server';
        actor: Actor;
        at: string;
      };
    };

/** `signins-<yyyy-mm>`: attempts that were refused, some together. `userId` null: for no account, or for several. */
export type SignInsEvent = {
  type: 'SignInsRefused';
  data: { userId: string | null; attempts: number; actor: Actor; at: string };
};

/** Why a route was closed; `rule`: by a rule of the service behind it. */
export type RefusalReason = 'role' | 'right' | 'server' | 'session' | 'second_factor' | 'rule';

/**
 * `refusals-<yyyy-mm>`: actions that were refused to an account, those of a minute together.
 * `action`: method and path of the route; null, with the reason, for several of them.
 */
export type RefusalsEvent = {
  type: 'ActionsRefused';
  data: {
    action: string | null;
    reason: RefusalReason | null;
    attempts: number;
    /** Network address; absent for several of them. */
    address?: string;
    /** The platform, when there were several. */
    actor: Actor;
    /** Of the first one. */
    at: string;
  };
};

/** Every event that `identity` stores. */
export type IdentityEvent =
  | SignInsEvent
  | RefusalsEvent
  | UserEvent
  | EmailEvent
  | InvitationEvent
  | GroupEvent
  | ApiKeyEvent
  | OrganisationEvent
  | ConnectionEvent;
