/** What tests of aggregates and of services share. Depends on no test runner. */
export { type DeciderSpec, deciderSpec, type Given } from './decider-spec.js';
export { eventually } from './eventually.js';
