import { ServiceConfig, Whole } from '@toolyard/service';

/** The environment of `runtime`. The code reads the getters, which give values in its own units. */
export class RuntimeConfig extends ServiceConfig {
  /** How long containers of a replaced deployment keep their sessions. */
  @Whole(0, 86_400)
  TOOLYARD_DRAIN_SECONDS = 60;

  /** A live server that answers no ping for this long is stopped and started again. */
  @Whole(3, 3_600)
  TOOLYARD_HANG_SECONDS = 120;

  get hangMs(): number {
    return this.TOOLYARD_HANG_SECONDS * 1_000;
  }

  get drainMs(): number {
    return this.TOOLYARD_DRAIN_SECONDS * 1_000;
  }

  get instance(): string {
    return this.TOOLYARD_INSTANCE;
  }

  /** The address range that every server's network is cut from, in CIDR notation. */
  get networkPool(): string {
    return this.TOOLYARD_NETWORK_POOL;
  }

  /** Names this run of the platform: container addresses of another run are not used. */
  get runId(): string {
    return this.TOOLYARD_RUN_ID;
  }
}
