export { type AggregateOptions, AggregateStore } from './aggregate/aggregate-store.js';
export { type Decider, type Handled, handle, unknownEvent } from './aggregate/decider.js';
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
} from './store/event-store.js';
export { EventStoreDb, type EventStoreDbOptions } from './event-store-db/event-store-db.js';
export { EventStoreFull, EventStoreUnavailable, UnstorableEvent } from './store/failures.js';
export { type Folder, folder } from './aggregate/folder.js';
export { identified, identityStream } from './event-store-db/identity.js';
export { MemoryEventStore } from './store/memory-event-store.js';
export { type ReservationEvent, type ReservationRules, Reservations } from './aggregate/reservations.js';
export { View } from './aggregate/view.js';
