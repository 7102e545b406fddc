export { ApiErrors, ErrorDto } from './api-errors.js';
export { loadConfig, ServiceConfig } from './config.js';
export { errorBody, ErrorsFilter } from './errors.filter.js';
export { Allow, type Allowed, type Grant } from './allow.js';
export { isSameOrigin, sessionCookie, sessionCookieName } from './browser.js';
export { changedBy } from './changed-by.js';
export {
  actorOf,
  AuthGuard,
  bearerToken,
  CurrentActor,
  CurrentPrincipal,
  type GuardedRequest,
  Public,
} from './guard.js';
export { type Health, HealthChecks } from './health.js';
export { newId } from './ids.js';
export { log } from './log.js';
export { Masker } from './masker.js';
export { metrics } from './metrics.js';
export { ActorDto, PageQueryDto } from './paging.js';
export { decide, type OwnedServer, ownsServer } from './permission.js';
export { PlatformModule, type PlatformOptions } from './platform.module.js';
export { Principals } from './principals.js';
export { relayEvents, type RelayOptions } from './relay.js';
export { openMessage, sealMessage } from './sealed-messages.js';
export { SealingKey, sealTo } from './sealing.js';
export { type ServiceOptions, startService } from './start.js';
export { stopOnSignal } from './stop.js';
export { validationPipe } from './validation.js';
