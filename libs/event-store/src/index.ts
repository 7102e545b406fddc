export { type AggregateOptions, AggregateStore } from './aggregate-store.js';
export { type Decider, type Handled, handle, unknownEvent } from './decider.js';
export {
  type Appended,
  type DomainEvent,
  EventStore,
  type Expected,
  type Following,
  type FollowOptions,
  type Metadata,
  RevisionConflict,
  type StoredEvent,
  StoreReplaced,
  StreamGone,
} from './event-store.js';
export { EventStoreDb, type EventStoreDbOptions } from './event-store-db.js';
export { EventStoreFull, EventStoreUnavailable, UnstorableEvent } from './failures.js';
export { type Folder, folder } from './folder.js';
export { identified, identityStream } from './identity.js';
export { MemoryEventStore } from './memory-event-store.js';
export { type ReservationEvent, type ReservationRules, Reservations } from './reservations.js';
export { View } from './view.js';
