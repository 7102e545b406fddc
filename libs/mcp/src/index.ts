export { ConnectionError, type ConnectionFailure } from './connection-error.js';
export {
  type Conversation,
  type Greeting,
  type HttpConversation,
  openLegacy,
  openModern,
  openSse,
  type Opened,
  type Refusal,
} from './conversation.js';
export { type Answer, Exchange, type HttpRequest, type Link, send } from './exchange.js';
export { type Fetch, httpFetch } from './http-fetch.js';
export {
  answerTypes,
  type ClientInfo,
  initializedNotification,
  initializeRequest,
  legacyVersion,
  modernRequest,
  modernVersion,
  record,
  type RpcMessage,
} from './protocol.js';
