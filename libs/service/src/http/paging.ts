import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Query of every list that is read in pages. */
export class PageQueryDto {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 30 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

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
