import { eventStoreFeatures } from './features.js';
import { MemoryEventStore } from './memory-event-store.js';

eventStoreFeatures('the event store in memory', async () => new MemoryEventStore());
