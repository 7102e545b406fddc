import { ServiceConfig } from '@toolyard/service';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

export class RuntimeConfig extends ServiceConfig {
  /** How long containers of a replaced deployment keep their sessions. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(86_400)
  TOOLYARD_DRAIN_SECONDS = 60;
}
