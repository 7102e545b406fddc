import type { BreakdownItem } from '../../api/activity/analysis.js';

type Deployment = Pick<BreakdownItem, 'key' | 'lastCalledAt'>;

/** The deployments that are compared; an empty id where there is none. */
export interface Pair {
  base: string;
  candidate: string;
}

/** The most recently called first: the order in which deployments had traffic. */
export const latestFirst = <Item extends Deployment>(deployments: readonly Item[]): Item[] =>
  deployments.toSorted((a, b) => Date.parse(b.lastCalledAt) - Date.parse(a.lastCalledAt));

/**
 * What is compared: what was chosen, else the newest deployment with the one before it.
 *
 * @param deployments the most recently called first
 * @param chosen ids; empty where nothing was chosen
 */
export function comparedPair(deployments: readonly Deployment[], chosen: Pair): Pair {
  const candidate = chosen.candidate || (deployments.find(({ key }) => key !== chosen.base)?.key ?? '');
  if (chosen.base !== '') return { base: chosen.base, candidate };
  const place = deployments.findIndex(({ key }) => key === candidate);
  const others = deployments.filter(({ key }) => key !== candidate);
  return { base: (others[Math.max(place, 0)] ?? others.at(-1))?.key ?? '', candidate };
}
