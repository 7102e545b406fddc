import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateIf } from 'class-validator';

/** The field may be absent, but not null: null would need a meaning of its own. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** Removes white space at both ends of a text before it is validated. */
export const Trim = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** A whole number from `min` to `max`, given as a number or, in queries and the environment, as text. */
export const Whole = (min: number, max: number = Number.MAX_SAFE_INTEGER): PropertyDecorator =>
  applyDecorators(
    // In the order in which stacked decorators are applied, which is the order of the messages.
    Max(max),
    Min(min),
    IsInt(),
    Type(() => Number),
  );

/** A list that the environment writes as one text with commas; empty entries are left out. */
export const CommaSeparated = (): PropertyDecorator =>
  applyDecorators(
    IsString({ each: true }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((entry) => entry.trim())
            .filter(Boolean)
        : value,
    ),
  );

/** Query of every list that is read in pages. */
export class PageQueryDto {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 30 })
  @IsOptional()
  @Whole(1, 100)
  limit?: number;
}

/** Who changed something. */
export class ActorDto implements Actor {
  @ApiProperty({ enum: ['user', 'apikey', 'system'] })
  kind!: Actor['kind'];

  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiPropertyOptional({ description: 'The account behind an API key.' })
  userId?: string;
}
