/**
 * What the services agree on: stored events, requests between services, subjects, answers, error codes and the rules
 * that a browser checks too. Pure data and functions of data; runs in Node and in a browser.
 */

// Stored events.
export { type Actor, actorOf, actorOfUser } from './events/actor.js';
export type { Sealed } from './events/sealed.js';
export type {
  Access,
  CredentialField,
  ServerAuth,
  ServerEvent,
  ServerTraffic,
  ServerTraits,
  SlugEvent,
  Source,
  Visibility,
} from './events/server.events.js';
export type {
  BuildPlanLine,
  BuildPlanReport,
  Commit,
  DeploymentEvent,
  DeploymentStage,
  DeploymentTrigger,
  Endpoint,
  ImageRef,
  RunSpec,
  StageTime,
  Tool,
  ToolChanges,
} from './events/deployment.events.js';
export type { DataKeyEvent, VariablesEvent } from './events/variables.events.js';
export type { ClientSecretEvent, CredentialEvent, CredentialProblem } from './events/credential.events.js';
export type {
  AccountProvider,
  ApiKeyEvent,
  ConnectionEvent,
  EmailEvent,
  GroupEvent,
  IdentityEvent,
  InvitationEvent,
  MembershipSource,
  OrganisationEvent,
  RefusalReason,
  RefusalsEvent,
  SignInMethod,
  SignInsEvent,
  UserEvent,
} from './events/identity.events.js';
export {
  type CloudEvent,
  cloudEventOf,
  nounOfStream,
  type Publication,
  publications,
  type PublishableEvent,
  type PublishedEvents,
  type PublishedNoun,
  withheldFields,
} from './events/published.js';
export type { BuildSettings, BuildSettingsEvent } from './events/build-settings.events.js';
export type {
  GitHubAppEvent,
  GitHubKeysEvent,
  GitHubSourceEvent,
  GitHubSourceProblem,
  SkippedHead,
} from './events/github.events.js';
export type { PayloadReadsEvent } from './events/payload-reads.events.js';
export {
  type AlertChannelEvent,
  type AlertChannelKind,
  alertChannelKinds,
  type AlertDelivery,
  type AlertEvent,
  type AlertMeasure,
  alertMeasures,
  type AlertRule,
  type AlertScope,
  alertScopes,
} from './events/alert.events.js';
export type { DataOf, PlatformEvent, StreamNoun } from './events/events.js';

// What services exchange, what programs of one machine agree on, and who may do what.
export { type CallLimits, timeoutSecondsOf, type ToolLimits } from './rules/call-limits.js';
export { diskLimits } from './installation/disk.js';
export { type DeniedSubjects, deniedSubjects } from './messages/nats-permissions.js';
export { type InnerServiceName, type ServiceName, innerServices, services } from './installation/services.js';
export {
  type CandidateReport,
  type Receiver,
  type RequestSubject,
  type Requests,
  type SealedDelivery,
  requestTimeoutMs,
} from './messages/requests.js';
export { type StreamSpec, buckets, streams, subjects } from './messages/subjects.js';
export { RepositoryOwners, type RepositoryUse } from './events/repository-owners.js';
export { type Route, type RouteTarget, poolRoute, trustedIn, withoutTargets } from './messages/routes.js';
export {
  type AccessGrant,
  type AccessGroup,
  type AccessJwks,
  type AccessKey,
  type AccessQuotas,
  type AccessUser,
  type DefaultAccess,
  type GroupRules,
  type Principal,
  type Right,
  type Role,
  type Rule,
  type UsableServers,
  accountOf,
  groupsAllow,
  includesRight,
  mayUse,
  mcpScopes,
  resourceOf,
  rights,
  roles,
  ruleAllows,
  serverOrigin,
  slugOfResource,
  usableServers,
} from './rules/access.js';
export { type ErrorBody, type ErrorCode, Rejected, errorStatus, errorStatusOf, retryAfterSeconds } from './errors.js';

// How much of each thing an account, a server or the organisation may have.
export {
  type Quota,
  type QuotaEffect,
  type QuotaName,
  quotaNames,
  quotaOf,
  type QuotaSubject,
  type QuotaUses,
} from './quotas/catalogue.js';
export {
  brokenLimitRule,
  isQuotaName,
  quotaExceeded,
  type QuotaExceeded,
  QuotaLimits,
  type QuotaSetting,
  quotasFrom,
  type QuotaSource,
  quotaText,
} from './quotas/limits.js';

// What the API answers.
export type { Server, ServerStatus } from './answers/servers.js';
export { type Deployment, type DeploymentStatus, unfinishedStatuses } from './answers/deployments.js';
export {
  type CallClass,
  type CallInProgress,
  type CallStatus,
  type ToolCall,
  callClasses,
  callStatuses,
  errorClasses,
  refusedClasses,
  statusOf,
  uncountedClasses,
} from './answers/calls.js';
export { type LogBatch, type LogLine, type LogLineIn, logLineMaxBytes } from './answers/logs.js';
export {
  type CredentialMethod,
  type CredentialStatus,
  type DeliveredCredential,
  credentialHeader,
} from './messages/credentials.js';
export { containerLabels } from './installation/containers.js';

// Rules that a service enforces and the dashboard checks before.
export { normalizedPassword, passwordMaxLength, passwordMinLength } from './rules/password.rules.js';
export { pathOnThisOrigin } from './rules/return-path.js';
export {
  clientHeaderMaxLength,
  clientHeaderName,
  isClientHeader,
  maxClientHeaders,
} from './rules/client-header.rules.js';
export { repositoryPattern, repositoryReserved, slugMaxLength, slugOf, slugPattern } from './rules/slug.rules.js';
export {
  brokenNameRule,
  variableNameMaxLength,
  variableNamePattern,
  type VariableNameProblem,
  variablesBytes,
  variablesDeliverableBytes,
  variablesMaxBytes,
  variableValueMaxBytes,
} from './rules/variable.rules.js';

// How MCP clients are set up for a server.
export { clientGuides, type Proof } from './clients/client-guides.js';
