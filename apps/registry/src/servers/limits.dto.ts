import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CallLimits, ToolLimits } from '@toolyard/contracts';
import { Optional } from '@toolyard/service';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsInt, IsString, Length, Max, Min, ValidateNested } from 'class-validator';

const mostCalls = 1_000_000;
const mostTools = 100;
const longestSeconds = 86_400;

const CallsPerMinute =
  (description: string): PropertyDecorator =>
  (target, key) => {
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: mostCalls, description })(target, key);
    for (const rule of [Optional(), IsInt(), Min(1), Max(mostCalls)]) rule(target, key);
  };

const Timeout =
  (description: string): PropertyDecorator =>
  (target, key) => {
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: longestSeconds, description })(target, key);
    for (const rule of [Optional(), IsInt(), Min(1), Max(longestSeconds)]) rule(target, key);
  };

class ToolLimitsDto implements ToolLimits {
  @ApiProperty({ minLength: 1, maxLength: 256 })
  @IsString()
  @Length(1, 256)
  name!: string;

  @CallsPerMinute('Calls of this tool a minute by one caller.')
  perCaller?: number;

  @CallsPerMinute('Calls of this tool a minute by all callers.')
  total?: number;

  @Timeout('A longer call of this tool is answered with an error.')
  timeoutSeconds?: number;
}

export class LimitsDto implements CallLimits {
  @CallsPerMinute('Tool calls a minute by one account, or by one address without a sign-in.')
  perCaller?: number;

  @CallsPerMinute('Tool calls a minute with one API key.')
  perKey?: number;

  @CallsPerMinute('Tool calls a minute by all callers.')
  total?: number;

  @Timeout('A longer request is answered with an error; the setting of the installation unless given.')
  timeoutSeconds?: number;

  @ApiPropertyOptional({ type: [ToolLimitsDto], maxItems: mostTools })
  @Optional()
  @IsArray()
  @ArrayMaxSize(mostTools)
  @ArrayUnique((tool: ToolLimitsDto) => tool?.name)
  @ValidateNested({ each: true })
  @Type(() => ToolLimitsDto)
  tools?: ToolLimitsDto[];
}

/** As plain data, without what is not given. */
export function limitsOf(dto: LimitsDto | undefined): CallLimits {
  if (!dto) return {};
  const { perCaller, perKey, total, timeoutSeconds, tools } = dto;
  const ofTools = tools?.map((tool) =>
    given({
      name: tool.name,
      perCaller: tool.perCaller,
      total: tool.total,
      timeoutSeconds: tool.timeoutSeconds,
    }),
  );
  return given({
    perCaller,
    perKey,
    total,
    timeoutSeconds,
    tools: ofTools && ofTools.length > 0 ? ofTools : undefined,
  });
}

const given = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
