export { type Decider, type Handled, handle } from './decider.js';
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
  StreamGone,
} from './event-store.js';
export { View } from './view.js';
