export { Answers, AnswersFromAll } from './answers.js';
export { Checkpoint } from './checkpoint.js';
export type { Consumption, ConsumeOptions, Delivered } from './consume.js';
export { correlationId, currentCorrelation, originAddress, withCorrelation } from './correlation.js';
export { Messaging, type MessagingOptions } from './messaging.js';
export { EventRelay, type RelayedEvent } from './relay.js';
export { Requester, type RequestOptions } from './requester.js';
export type { Tailed } from './tail.js';
export type { WorkOptions } from './work.js';
