export { ApiErrors, ErrorDto } from './http/api-errors.js';
export { loadConfig, ServiceConfig } from './config.js';
export { errorBody, ErrorsFilter } from './http/errors.filter.js';
export { Allow, type Allowed, type Grant } from './access/allow.js';
export { isSameOrigin, sessionCookie, sessionCookieName } from './access/browser.js';
export { changedBy } from './changed-by.js';
export {
  actorOf,
  AuthGuard,
  bearerToken,
  CurrentActor,
  CurrentPrincipal,
  type GuardedRequest,
  Public,
} from './access/guard.js';
export { type Health, HealthChecks } from './observing/health.js';
export { KeyedJobs } from './concurrency/keyed-jobs.js';
export { KeyedMutex } from './concurrency/keyed-mutex.js';
export { dockerStatusOf } from './docker-errors.js';
export { PersistedTable } from './files/persisted-table.js';
export { newId } from './ids.js';
export { log } from './observing/log.js';
export { Masker, MaskingStream } from './masking/masker.js';
export { metrics } from './observing/metrics.js';
export { ActorDto, CommaSeparated, Optional, PageQueryDto, Trim, Whole } from './http/dto.js';
export { type OwnedServer, ownsServer, refusalOf } from './access/permission.js';
export { PlatformModule, type PlatformOptions } from './platform.module.js';
export { type AddressPolicy, isAllowedAddress } from './outbound/address.rules.js';
export { AddressRefused, GuardedFetch, type GuardedFetchOptions, type Resolve } from './outbound/guarded-fetch.js';
export { Principals } from './access/principals.js';
export { relayEvents, relayOf, type RelayOptions } from './relay.js';
export { derivedKey, keyBytes, openBox, openJson, sealBox, type SealedBox, sealJson } from './sealing/sealed-box.js';
export { openMessage, sealMessage } from './sealing/sealed-messages.js';
export { SealingKey, sealTo } from './sealing/sealing.js';
export { VariablesClient } from './sealing/variables-client.js';
export { runService, serviceName, type ServiceOptions, type StartOptions, startService } from './start.js';
export { stopOnSignal } from './stop.js';
export { validationPipe } from './http/validation.js';
