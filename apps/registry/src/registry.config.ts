import { ServiceConfig } from '@toolyard/service';

/** Registry needs nothing beside what every service reads. */
export class RegistryConfig extends ServiceConfig {}
