/** The types of the API, which the command line shares. */
export type { components, paths } from '@toolyard/contracts/api';
