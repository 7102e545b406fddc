export { type Engine, type Engines, startEngines, startEventStore, startNats } from './engines.js';
export { type GuardedProcess, startGuarded } from './guarded-process.js';
export { type IdentityStandIn, standInForIdentity } from './identity-stand-in.js';
export { type Answer, type RunningService, runService } from './running-service.js';
export { eventually, freePort } from './wait.js';
