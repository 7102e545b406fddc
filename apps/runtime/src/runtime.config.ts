import { ServiceConfig } from '@toolyard/service';
import { Type } from 'class-transformer';
import { IsInt, Matches, Max, Min } from 'class-validator';

export class RuntimeConfig extends ServiceConfig {
  /** How long containers of a replaced deployment keep their sessions. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(86_400)
  TOOLYARD_DRAIN_SECONDS = 60;

  /** Every server's network is cut from this range. */
  @Matches(/^\d{1,3}(\.\d{1,3}){3}\/(8|9|1\d|2[0-6])$/, { message: 'TOOLYARD_NETWORK_POOL must be an IPv4 range of at least /26, such as 10.213.0.0/16' })
  TOOLYARD_NETWORK_POOL = '10.213.0.0/16';
}
