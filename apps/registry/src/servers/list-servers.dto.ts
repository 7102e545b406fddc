import { ApiPropertyOptional } from '@nestjs/swagger';
import { slugMaxLength } from '@toolyard/contracts';
import { Optional, Whole } from '@toolyard/service';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

const queryFlag = () =>
  Transform(({ value }: { value: unknown }) =>
    value === 'true' || value === '' ? true : value === 'false' ? false : value,
  );

export class ListServersDto {
  @ApiPropertyOptional({ description: 'Part of the name or the repository, whatever the case.', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Only servers that the caller created.' })
  @Optional()
  @queryFlag()
  @IsBoolean()
  mine?: boolean;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Disabled servers too.' })
  @Optional()
  @queryFlag()
  @IsBoolean()
  deactivated?: boolean;

  @ApiPropertyOptional({
    description: 'Only the server at this address, deactivated or not.',
    maxLength: slugMaxLength,
  })
  @Optional()
  @IsString()
  @MaxLength(slugMaxLength)
  slug?: string;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @Optional()
  @Matches(/^\d{1,19}$/, { message: '$property must be the nextCursor of an earlier page' })
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 30 })
  @Optional()
  @Whole(1, 100)
  limit?: number;
}
