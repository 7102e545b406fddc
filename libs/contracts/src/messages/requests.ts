import type { Principal } from '../rules/access.js';
import type { CallInProgress } from '../answers/calls.js';
import type { CredentialStatus } from './credentials.js';
import type { Deployment } from '../answers/deployments.js';
import type { Actor } from '../events/actor.js';
import type { DeploymentStage, Endpoint, Tool } from '../events/deployment.events.js';
import type { DataOf } from '../events/events.js';
import type { RefusalsEvent } from '../events/identity.events.js';
import type { LogLine } from '../answers/logs.js';
import type { QuotaUses } from '../quotas/catalogue.js';
import type { Server } from '../answers/servers.js';

/** Something `runtime` saw about a candidate; `builds` turns it into events. */
export type CandidateReport =
  | { kind: 'started'; containers: string[] }
  | { kind: 'tools'; tools: Tool[]; endpoint: Endpoint }
  | { kind: 'failed'; stage: DeploymentStage; code: string; reason: string };

/** A value encrypted to the receiver's public key (HPKE, RFC 9180); base64. */
export interface SealedDelivery {
  encapsulatedKey: string;
  ciphertext: string;
}

/** Names the receiver of a sealed delivery and proves that it is a service of this platform. */
export interface Receiver {
  service: string;
  /** Raw X25519 public key, base64. */
  publicKey: string;
  /** HMAC-SHA-256 over `service` and `publicKey` under the platform's service key, base64. */
  signature: string;
}

interface QuotaUseRequest {
  request: { accountId?: string; serverId?: string };
  reply: { uses: QuotaUses };
}

/**
 * Every request between services: subject → what goes in and out. Times out after `requestTimeoutMs` unless the caller
 * says otherwise. A refusal comes back as an error of the catalogue, never as a value.
 */
export interface Requests {
  'registry.servers.get': { request: { serverId: string }; reply: Server };
  'registry.servers.bySlug': { request: { slug: string }; reply: Server };
  /** Every server, by name. */
  'registry.servers.all': { request: Record<string, never>; reply: { servers: Server[] } };
  /** How much of the quotas that `registry` owns is used; those of an account or server only when it is named. */
  'registry.quotas.use': QuotaUseRequest;
  'builds.quotas.use': QuotaUseRequest;
  'secrets.quotas.use': QuotaUseRequest;
  'analytics.quotas.use': QuotaUseRequest;
  /** Of what this gateway holds; every gateway answers. */
  'gateway.quotas.use': QuotaUseRequest;
  /**
   * Whether the memory of that many replicas of a server fits its quotas. Refused with `quota_exceeded` when not.
   */
  'builds.memory.check': { request: { serverId: string; replicas: number }; reply: { fits: true } };
  'builds.deployments.get': { request: { deploymentId: string }; reply: Deployment };
  'builds.deployments.summary': {
    request: { serverId: string };
    reply: { live: Deployment | null; inProgress: Deployment[]; lastFailed: boolean };
  };
  /** Live, failing and tool counts for a page of servers. */
  'builds.deployments.states': {
    request: { serverIds: string[] };
    reply: {
      states: Record<string, { live: string | null; failing: boolean; tools: number; lastDeployedAt: string | null }>;
    };
  };
  /**
   * The repository as GitHub names it, when the GitHub App may use it; refused with `source_not_connected` otherwise,
   * and with `unavailable` while GitHub does not answer.
   */
  'builds.github.check': {
    request: { repository: string };
    reply: { repository: string };
  };
  /** Answers false when the deployment has already ended, so that the reporter stops. */
  'builds.candidates.report': {
    request: { deploymentId: string; report: CandidateReport };
    reply: { accepted: boolean };
  };
  /** The variables of a server as `{NAME: value}` JSON, sealed to the receiver. */
  'secrets.variables.deliver': {
    request: { serverId: string; receiver: Receiver };
    reply: { sealed: SealedDelivery; version: string };
  };
  /**
   * What a gateway adds to the requests of one account to one server: `DeliveredCredential` as JSON, sealed to the
   * receiver; null while the account has given nothing that works. `error` is a sentence for the user.
   */
  'secrets.credentials.deliver': {
    request: { serverId: string; userId: string; receiver: Receiver };
    reply: {
      status: CredentialStatus;
      sealed: SealedDelivery | null;
      version: string;
      expiresAt: string | null;
      error?: string;
    };
  };
  /**
   * Keeps the client secret of a server that is about to be created; `sealed` is a sealed message with `{serverId,
   * clientSecret}`.
   */
  'secrets.clientSecrets.keep': { request: { sealed: string; actor: Actor }; reply: { version: number } };
  /** The last lines of the build log of a deployment, oldest first; masked, as they are stored. */
  'analytics.logs.tail': { request: { deploymentId: string; limit: number }; reply: { lines: LogLine[] } };
  /**
   * Keeps the private key and the webhook secret of the GitHub App that is about to be connected; `sealed` is a sealed
   * message with `{keys}`.
   */
  'secrets.github.keep': { request: { sealed: string; actor: Actor }; reply: { version: number } };
  /** What was kept, sealed to the receiver; null when nothing is. */
  'secrets.github.deliver': {
    request: { receiver: Receiver };
    reply: { sealed: SealedDelivery | null; version: number };
  };
  /** Answered by every gateway once it has forgotten what it had opened of this account's credential. */
  'gateway.credentials.forget': { request: { serverId: string; userId: string }; reply: { forgotten: boolean } };
  /**
   * Who a token (API key) or the cookie of a signed-in session stands for; null for one that is unknown, expired or
   * revoked.
   */
  'identity.principals.resolve': {
    request: { token?: string; session?: string; address?: string };
    reply: { principal: Principal | null };
  };
  /** Puts refused actions into the audit log. Repeating it repeats the entries. */
  'identity.refusals.record': {
    request: { refusals: DataOf<RefusalsEvent, 'ActionsRefused'>[] };
    reply: { recorded: boolean };
  };
  /** Answered by every replica of `identity` once it has folded the events up to this position (a decimal number). */
  'identity.views.reach': { request: { position: string }; reply: { reached: boolean } };
  /** Answered by every gateway once it knows the `access` bucket up to this revision. */
  'gateway.access.reach': { request: { revision: number }; reply: { reached: boolean } };
  /** Calls that have not ended, of every gateway that answers. */
  'gateway.calls.inProgress': { request: { serverId?: string }; reply: { calls: CallInProgress[] } };
}

/** The subject of a request between services. */
export type RequestSubject = keyof Requests;
/** How long a service waits for an answer of another, unless the caller says otherwise. */
export const requestTimeoutMs = 5_000;
