export { answer, type Answering } from './answer.js';
export { type Engine, type Engines, startEngines, startEventStore, startNats } from './engines.js';
export { type GuardedProcess, startGuarded } from './guarded-process.js';
export { type IdentityStandIn, standInForIdentity } from './identity-stand-in.js';
export { allow, type OAuthAnswer, OAuthClient, type Tokens } from './oauth-client.js';
export { PlainBrowser, type PlainForm, type PlainPage } from './plain-browser.js';
export { type Answer, type RunningService, runService } from './running-service.js';
export { eventually } from '@toolyard/event-store/testing';
export { freePort } from './free-port.js';
