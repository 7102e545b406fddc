import { eventStoreFeatures } from './store-conformance.js';
import { MemoryEventStore } from './memory-event-store.js';

eventStoreFeatures('the event store in memory', async () => new MemoryEventStore());
