import { ServiceConfig } from '@toolyard/service';

export class IdentityConfig extends ServiceConfig {}
