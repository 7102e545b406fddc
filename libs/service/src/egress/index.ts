export { type EgressAllowance, type EgressPolicy, policyName, refusedRanges } from './egress-rules.js';
export { allowancesOf, nameServersIn, parseAllowances } from './egress-allowances.js';
export { EgressGuard, type EgressGuardOptions } from './egress-guard.js';
export { enforcePolicy, isEnforced, PacketFilterError, removePolicy } from './packet-filter.js';
export { formatRange, freeRange, overlaps, parseRange, type Range, routedRanges, routedThrough } from './subnets.js';
